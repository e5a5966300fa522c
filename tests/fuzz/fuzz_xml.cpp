// Fuzzes the reader of tracerpt's XML.
#include "tests/fuzz/fuzz_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  condis::fuzz_reader<condis::XmlReader>(data, size, condis::InputFormat::Xml);
  return 0;
}
