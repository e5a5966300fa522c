// Configuration files: options by their names.
#include "checker/config_file.h"

#include <doctest/doctest.h>

namespace condis {
namespace {

const std::vector<std::string> kOptions = {"--jobs", "--merge", "--report", "--severity",
                                           "--close-data"};

std::string wrong(const std::string& text) {
  const auto configuration = parse_configuration(text, "c.json", kOptions);
  REQUIRE_FALSE(configuration);
  return configuration.error().where + ": " + configuration.error().what;
}

TEST_CASE("names are options, lists give an option several times") {
  const auto configuration = parse_configuration(
      R"({"jobs": 2, "merge": true, "report": ["json=a", "junit=b"],
          "severity": {"x": "off"}, "traces": ["runs", "-"]})",
      "c.json", kOptions);
  REQUIRE(configuration);
  CHECK(configuration->arguments ==
        std::vector<std::string>{"--jobs=2", "--merge", "--report=json=a",
                                 "--report=junit=b", "--severity=x=off"});
  CHECK(configuration->traces == std::vector<std::string>{"runs", "-"});
}

TEST_CASE("what is said of some is said in an object, in its order") {
  const auto configuration = parse_configuration(
      R"({"close-data": {"**": "no", "atm/**": "yes"}})", "c.json", kOptions);
  REQUIRE(configuration);
  CHECK(configuration->arguments ==
        std::vector<std::string>{"--close-data=**=no", "--close-data=atm/**=yes"});
}

TEST_CASE("false is as if it were not there") {
  const auto configuration =
      parse_configuration(R"({"merge": false})", "c.json", kOptions);
  REQUIRE(configuration);
  CHECK(configuration->arguments.empty());
}

TEST_CASE("what is no option, and no value, is an error at its place") {
  CHECK(wrong("{\n  \"job\": 2}") ==
        "c.json:2:3: unknown name 'job' in the configuration file");
  CHECK(wrong("{\"jobs\": 1, \"jobs\": 2}") == "c.json:1:13: 'jobs' stands here twice");
  CHECK(wrong("{\"report\": {}}") ==
        "c.json:1:12: \"report\" is an object, and must be a string");
  CHECK(wrong("{\"report\": [\"\"]}") == "c.json:1:13: \"report\" is empty");
  CHECK(wrong("{\"traces\": 1}") ==
        "c.json:1:12: \"traces\" is a number, and must be a string");
  CHECK(wrong("{\"severity\": {\"x\": 1}}") ==
        "c.json:1:20: \"severity\" of 'x' is a number, and must be a string");
  CHECK(wrong("[]").ends_with("and must be an object"));
  CHECK(wrong("").starts_with("c.json:1:1: not valid JSON"));
  CHECK_FALSE(load_configuration("no-such-file.json", kOptions));
}

}  // namespace
}  // namespace condis
