// Fuzzes the reader of JSON lists.
#include "tests/fuzz/fuzz_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  condis::fuzz_reader<condis::JsonReader>(data, size, condis::InputFormat::JsonList);
  return 0;
}
