// Fuzzes the reader of JSON lines; each line is also judged by simdjson.
#include <simdjson.h>

#include <string>

#include "tests/fuzz/fuzz_reader.h"
#include "traces/json_line.h"

namespace {

void compare_with_simdjson(std::string_view line) {
  const std::string text = std::string(line) + '\n' + std::string(63, '\0');
  condis::JsonLineParser parser;
  condis::Record record;
  condis::RecordText texts;
  const bool ours =
      parser.parse(std::string_view(text).substr(0, line.size()), record, texts);
  simdjson::dom::parser theirs;
  simdjson::dom::object object;
  const simdjson::padded_string padded(line);
  const bool valid = theirs.parse(padded).get(object) == simdjson::SUCCESS;
  const bool deep =
      std::string_view(parser.fault().what).find("deep") != std::string::npos;
  condis::require(ours == valid || (ours && condis::has_extreme_number(line)) ||
                  (!ours && deep));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  condis::fuzz_reader<condis::JsonlReader>(data, size, condis::InputFormat::JsonLines);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  compare_with_simdjson(bytes.substr(0, bytes.find('\n')));
  return 0;
}
