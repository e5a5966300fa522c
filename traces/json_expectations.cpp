#include "traces/json_expectations.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/suggest.h"
#include "traces/reader_base.h"

namespace condis {

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

bool JsonExpectations::fail(std::size_t at, std::string what, std::string why,
                            std::string help) {
  const auto [line, column] = line_and_column(text_, at);
  error_ = {fmt::format("{}:{}:{}", name_, line, column), std::move(what), std::move(why),
            help.empty() ? advice_ : std::move(help)};
  return false;
}

bool JsonExpectations::expect(const JsonValue& value, JsonValue::Kind kind,
                              std::string_view what) {
  return value.kind == kind ||
         fail(value.at, fmt::format("{} is {}, and must be {}", what, name_of(value.kind),
                                    name_of(kind)));
}

bool JsonExpectations::expect_no_repeats(const JsonValue& object) {
  for (auto member = object.members.begin(); member != object.members.end(); ++member) {
    const bool repeated = std::any_of(
        object.members.begin(), member,
        [&](const JsonMember& earlier) { return earlier.name == member->name; });
    if (repeated) {
      return fail(member->at, fmt::format("{} stands here twice", quoted(member->name)),
                  "it would not be clear which of the two counts",
                  "take one of them out");
    }
  }
  return true;
}

bool JsonExpectations::expect_object(const JsonValue& value, std::string_view what,
                                     const std::vector<std::string>& names) {
  if (!expect(value, JsonValue::Kind::Object, what) || !expect_no_repeats(value)) {
    return false;
  }
  for (const JsonMember& member : value.members) {
    if (std::find(names.begin(), names.end(), member.name) == names.end()) {
      return fail(member.at,
                  fmt::format("unknown name {} in {}", quoted(member.name), what),
                  fmt::format("there it is {}", list_of(names)),
                  did_you_mean(member.name, names));
    }
  }
  return true;
}

}  // namespace condis
