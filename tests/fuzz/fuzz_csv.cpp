// Fuzzes the reader of tracerpt's CSV.
#include "tests/fuzz/fuzz_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  condis::fuzz_reader<condis::CsvReader>(data, size, condis::InputFormat::Csv);
  return 0;
}
