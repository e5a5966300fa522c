#include "model/suggest.h"

#include <doctest/doctest.h>

namespace condis {
namespace {

TEST_CASE("a misspelt word finds its nearest") {
  const std::vector<std::string> words = {"check", "rules", "explain"};
  CHECK(nearest("chekc", words) == "check");
  CHECK(nearest("Rule", words) == "rules");
  CHECK(nearest("explian", words) == "explain");
  CHECK(did_you_mean("chck", words) == "did you mean 'check'?");
}

TEST_CASE("the beginning of a word is enough") {
  CHECK(nearest("drop-handle", {"drop-known-handle-x", "drop-handle-dead-at-call"}) ==
        "drop-handle-dead-at-call");
  CHECK(nearest("dr", {"drop-handle-dead-at-call"}).empty());
}

TEST_CASE("nothing is suggested for what is like no word") {
  CHECK(nearest("trace.jsonl", {"check", "rules"}).empty());
  CHECK(nearest("", {"a"}).empty());
  CHECK(nearest("x", {}).empty());
  CHECK(nearest(std::string(100000, 'x'), {"x"}).empty());
  CHECK(did_you_mean("trace", {"rules"}).empty());
}

}  // namespace
}  // namespace condis
