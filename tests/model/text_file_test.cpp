// Files that the user names are read and written as a whole, or it is said why not.
#include "model/text_file.h"

#include <doctest/doctest.h>

#include "tests/checker/temporary_directory.h"

namespace condis::test {
namespace {

TEST_CASE("what is written is read again, byte for byte") {
  const TemporaryDirectory directory;
  const std::string text = std::string("a\r\n\0b", 5) + std::string(200000, 'x');
  CHECK_FALSE(write_text_file(directory.name("f"), text, "the file"));
  const auto read = read_text_file(directory.name("f"), "the file");
  REQUIRE(read);
  CHECK(*read == text);
}

TEST_CASE("a file that cannot be used is named") {
  const TemporaryDirectory directory;
  const auto missing = read_text_file(directory.name("f"), "the file");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().where == directory.name("f"));
  CHECK(missing.error().what == "the file cannot be read");
  CHECK_FALSE(read_text_file(directory.name(), "the file"));
  const auto failed = write_text_file(directory.name("no/such"), "x", "the file");
  REQUIRE(failed);
  CHECK(failed->what == "the file cannot be written");
}

TEST_CASE("a file as large as may be is read, and a larger one is not") {
  const TemporaryDirectory directory;
  const std::string text(std::size_t{1} << 20, 'x');
  CHECK_FALSE(write_text_file(directory.name("f"), text, "the file"));
  const auto read = read_text_file(directory.name("f"), "the file", 1);
  REQUIRE(read);
  CHECK(*read == text);
  CHECK_FALSE(write_text_file(directory.name("f"), text + 'x', "the file"));
  const auto refused = read_text_file(directory.name("f"), "the file", 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().why == "it is larger than 1 MiB");
}

}  // namespace
}  // namespace condis::test
