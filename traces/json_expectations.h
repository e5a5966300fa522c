// What a JSON file that people write has to look like, told by line and column where it
// does not. Tested by tests/traces/mapping_test.cpp, through mapping files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "traces/json_document.h"

namespace condis {

// "one, two or three".
std::string list_of(const std::vector<std::string>& names);

// All functions return whether the value is as expected; if not, error() says why.
class JsonExpectations {
 public:
  // `name` stands for the file in messages; `advice` is the help where there is no
  // better. `text` must outlive this.
  JsonExpectations(std::string_view text, std::string name, std::string advice)
      : text_(text), name_(std::move(name)), advice_(std::move(advice)) {}

  const Diagnostic& error() const { return error_; }

 protected:
  // `what` names the value: "the mapping file".
  bool expect(const JsonValue& value, JsonValue::Kind kind, std::string_view what);
  // An object whose members are among `names`, none of them twice.
  bool expect_object(const JsonValue& value, std::string_view what,
                     const std::vector<std::string>& names);
  bool expect_no_repeats(const JsonValue& object);

  // False. `at` is an offset in the text.
  bool fail(std::size_t at, std::string what, std::string why = "",
            std::string help = "");

  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  std::string name_;
  std::string advice_;
  Diagnostic error_;
};

}  // namespace condis
