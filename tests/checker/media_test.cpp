// What the user says of media, and which recordings it is said of.
#include "checker/media.h"

#include <doctest/doctest.h>

namespace condis {
namespace {

std::optional<Support> said(const std::vector<std::string>& words,
                            const std::vector<std::string>& paths) {
  const auto media = parse_media("check", words);
  REQUIRE(media);
  return said_of(paths, *media);
}

TEST_CASE("a value is said of every recording, or of those that match its pattern") {
  CHECK_FALSE(said({}, {"a.jsonl"}));
  CHECK(said({"yes"}, {"runs/a.jsonl"}) == Support::Yes);
  CHECK(said({"no"}, {"-"}) == Support::No);
  CHECK(said({"atm/**=yes"}, {"atm/x/a.jsonl"}) == Support::Yes);
  CHECK_FALSE(said({"atm/**=yes"}, {"wan/a.jsonl"}));
  CHECK(said({"=.etl=yes"}, {"=.etl"}) == Support::Yes);
}

TEST_CASE("of what is said of a recording the last counts") {
  CHECK(said({"no", "atm/*=yes"}, {"atm/a.etl"}) == Support::Yes);
  CHECK(said({"no", "atm/*=yes"}, {"wan/a.etl"}) == Support::No);
  CHECK(said({"atm/*=yes", "no"}, {"atm/a.etl"}) == Support::No);
  CHECK(said({"no", "**/old.etl=learn"}, {"atm/old.etl"}) == Support::Unknown);
}

TEST_CASE("of a merged recording it is said that it is said of one of its files") {
  CHECK(said({"*-client.etl=yes"}, {"a-client.etl", "a-manager.etl"}) == Support::Yes);
  CHECK_FALSE(said({"*-client.etl=yes"}, {"a-manager.etl", "b-manager.etl"}));
}

TEST_CASE("what is neither yes, no nor learn is wrong") {
  for (const char* word : {"maybe", "atm/**=maybe", "atm/**=", ""}) {
    INFO(word);
    const auto media = parse_media("check", {"yes", word});
    REQUIRE_FALSE(media);
    CHECK(media.error().why == "it is yes, no or learn");
  }
}

}  // namespace
}  // namespace condis
