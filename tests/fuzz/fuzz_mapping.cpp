// Fuzzes the reader of mapping files; one that is accepted is applied to an event.
#include "tests/fuzz/fuzz_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mapping = condis::Mapping::parse(text, "fuzz");
  if (mapping) {
    const std::string line =
        "{\"ProviderName\":\"AtmSm\",\"EventName\":\"FunctionEntry\",\"EventData\":{"
        "\"Func\":"
        "\"DropParty\",\"Handle\":\"0x40\"}}\n";
    auto reader = condis::reader_of<condis::JsonlReader>(line, "fuzz", &*mapping);
    condis::require(condis::read_all(reader).size() <= 1);
  }
  return 0;
}
