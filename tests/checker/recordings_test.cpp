// Which recordings the arguments of a command line mean.
#include "checker/recordings.h"

#include <doctest/doctest.h>

#include "tests/checker/temporary_directory.h"

namespace condis::test {
namespace {

struct Tree {
  Tree() {
    for (const char* file : {"b.jsonl", "a.ETL", "notes.txt", "sub/c.xml",
                             "sub/deep/d.csv", "sub/deep/mapping.json", "empty/readme"}) {
      directory.write(file, "x");
    }
  }

  // Names without the directory; "!" before an argument that stands for nothing.
  std::vector<std::string> find(std::vector<std::string> arguments,
                                std::vector<std::string> excluded = {}) const {
    for (std::string& argument : arguments) argument = directory.name() + argument;
    for (std::string& pattern : excluded) pattern = directory.name() + pattern;
    std::vector<std::string> names;
    for (const Recording& recording : find_recordings(arguments, excluded)) {
      names.push_back((recording.missing ? "!" : "") +
                      recording.path.substr(directory.name().size()));
    }
    return names;
  }

  TemporaryDirectory directory;
};

using Names = std::vector<std::string>;

TEST_CASE_FIXTURE(Tree, "a directory stands for the recordings below it, sorted") {
  CHECK(find({""}) == Names{"/a.ETL", "/b.jsonl", "/sub/c.xml", "/sub/deep/d.csv"});
  CHECK(find({"/sub/"}) == Names{"/sub/c.xml", "/sub/deep/d.csv"});
}

TEST_CASE_FIXTURE(Tree,
                  "a file is itself, whatever its name, and even if it is missing") {
  CHECK(find({"/notes.txt", "/no-such.etl", "/a.ETL"}) ==
        Names{"/notes.txt", "/no-such.etl", "/a.ETL"});
}

TEST_CASE_FIXTURE(Tree, "a pattern stands for all files that match") {
  CHECK(find({"/*"}) == Names{"/a.ETL", "/b.jsonl", "/notes.txt"});
  CHECK(find({"/**/*.csv"}) == Names{"/sub/deep/d.csv"});
  CHECK(find({"/su?/*.xml"}) == Names{"/sub/c.xml"});
}

// The tests run in the directory of the sources.
TEST_CASE("names in the current directory do not begin with a dot and a slash") {
  for (const char* argument : {"./traces/broken/", "./*.md", "*.md"}) {
    CAPTURE(argument);
    for (const Recording& recording : find_recordings({argument}, {})) {
      CHECK_FALSE(recording.missing);
      CHECK_FALSE(recording.path.starts_with("."));
    }
  }
  CHECK(find_recordings({"./traces/broken"}, {"traces/**/*.csv"}).size() + 2 ==
        find_recordings({"traces/broken"}, {}).size());
}

TEST_CASE_FIXTURE(Tree, "what is excluded is left out, unless it is named itself") {
  CHECK(find({""}, {"/sub/**"}) == Names{"/a.ETL", "/b.jsonl"});
  CHECK(find({"", "/b.jsonl"}, {"/*.jsonl", "/sub/**"}) == Names{"/a.ETL", "/b.jsonl"});
}

TEST_CASE_FIXTURE(Tree, "no recording comes twice") {
  CHECK(find({"/b.jsonl", "", "/*.ETL"}) ==
        Names{"/b.jsonl", "/a.ETL", "/sub/c.xml", "/sub/deep/d.csv"});
}

TEST_CASE_FIXTURE(Tree, "what stands for nothing is told, and the others stay") {
  CHECK(find({"/empty", "/b.jsonl", "/*.zip"}) ==
        Names{"!/empty", "/b.jsonl", "!/*.zip"});
  const auto found = find_recordings({directory.name("empty")}, {});
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].missing);
  CHECK(found[0].missing->what == "there is no recording here");
  CHECK(found[0].missing->why == "1 other file is here");
}

}  // namespace
}  // namespace condis::test
