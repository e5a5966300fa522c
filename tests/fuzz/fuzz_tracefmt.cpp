// Fuzzes the reader of tracefmt's text.
#include "tests/fuzz/fuzz_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  condis::fuzz_reader<condis::TracefmtReader>(data, size, condis::InputFormat::Text);
  return 0;
}
