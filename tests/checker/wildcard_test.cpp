// Wildcards match as in shells.
#include "checker/wildcard.h"

#include <doctest/doctest.h>

#include <string>

namespace condis {
namespace {

TEST_CASE("one star stays within a directory, two do not") {
  CHECK(matches("*.jsonl", "a.jsonl"));
  CHECK(matches("*.jsonl", ".jsonl"));
  CHECK_FALSE(matches("*.jsonl", "a/b.jsonl"));
  CHECK(matches("a/*/c", "a/b/c"));
  CHECK_FALSE(matches("a/*/c", "a/b/b/c"));
  CHECK(matches("a/**/c", "a/b/b/c"));
  CHECK(matches("a/**/c", "a/c"));
  CHECK(matches("**/c.etl", "c.etl"));
  CHECK(matches("**/c.etl", "x/y/c.etl"));
  CHECK_FALSE(matches("**/c.etl", "xc.etl"));
  CHECK(matches("a/**", "a/b/c"));
  CHECK(matches("a/**/b*/c", "a/x/bx/c"));
  CHECK_FALSE(matches("a/**/c", "a/xc"));
}

TEST_CASE("a question mark is one character, and no slash") {
  CHECK(matches("run-?.etl", "run-1.etl"));
  CHECK_FALSE(matches("run-?.etl", "run-.etl"));
  CHECK_FALSE(matches("run-?.etl", "run-12.etl"));
  CHECK_FALSE(matches("a?b", "a/b"));
}

TEST_CASE("other characters stand for themselves, both slashes for each other") {
  CHECK(matches("a[1].etl", "a[1].etl"));
  CHECK_FALSE(matches("a.etl", "aXetl"));
  CHECK(matches("a\\*.etl", "a/b.etl"));
  CHECK(matches("", ""));
  CHECK_FALSE(matches("", "a"));
  CHECK_FALSE(matches("a", ""));
  CHECK(is_pattern("a*"));
  CHECK_FALSE(is_pattern("a[1]"));
}

TEST_CASE("many stars cost no more than pattern times name") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  CHECK_FALSE(matches(pattern + "b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace condis
