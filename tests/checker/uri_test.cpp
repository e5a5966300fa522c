// File names as URI references.
#include "checker/uri.h"

#include <doctest/doctest.h>

namespace condis {
namespace {

TEST_CASE("relative names stay relative") {
  CHECK(uri_of("runs/lab 7.jsonl") == "runs/lab%207.jsonl");
  CHECK(uri_of("runs\\lab7.jsonl") == "runs/lab7.jsonl");
  CHECK(uri_of("a:b?c#d%") == "a%3Ab%3Fc%23d%25");
  CHECK(uri_of("\xC3\xBC\n") == "%C3%BC%0A");
}

TEST_CASE("absolute names say so") {
  CHECK(uri_of("/tmp/a.etl") == "file:///tmp/a.etl");
  CHECK(uri_of("D:\\src\\drv.c") == "file:///D:/src/drv.c");
}

}  // namespace
}  // namespace condis
