#include "checker/options.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "checker/help.h"

namespace condis {
namespace {

std::string what(const std::vector<std::string>& arguments) {
  const auto options = parse_options(arguments);
  REQUIRE_FALSE(options);
  return options.error().what;
}

std::string help(const std::vector<std::string>& arguments) {
  const auto options = parse_options(arguments);
  REQUIRE_FALSE(options);
  return options.error().help;
}

TEST_CASE("check takes its options in any order, and several recordings") {
  const auto options = parse_options({"check", "a.jsonl", "--fail-on", "note", "--rules",
                                      "x.smt2", "--format=json", "-", "--rules", "y.smt2",
                                      "--specs", "dir", "--close-data", "no", "b.xml"});
  REQUIRE(options);
  CHECK(options->command == Command::Check);
  CHECK(options->gate.traces == std::vector<std::string>{"a.jsonl", "-", "b.xml"});
  CHECK(options->rule_files == std::vector<std::string>{"x.smt2", "y.smt2"});
  CHECK(options->specs == "dir");
  CHECK(options->gate.fail_on.severity == Severity::Note);
  REQUIRE(options->gate.reports.size() == 1);
  CHECK(options->gate.reports[0].kind->name == "json");
  CHECK(options->gate.reports[0].file == "-");
  REQUIRE(options->check.media.size() == 1);
  CHECK(options->check.media[0].close_data == Support::No);
}

TEST_CASE("learn is the same as saying nothing about close data") {
  const auto options = parse_options({"report", "--close-data", "learn", "a"});
  REQUIRE(options);
  REQUIRE(options->check.media.size() == 1);
  CHECK(options->check.media[0].close_data == Support::Unknown);
  CHECK(options->report.judging.empty());
}

TEST_CASE("of an option given twice the last counts") {
  const auto options =
      parse_options({"check", "--format", "json", "--format", "text", "a"});
  REQUIRE(options);
  REQUIRE(options->gate.reports.size() == 1);
  CHECK(options->gate.reports[0].kind->name == "text");
}

TEST_CASE("--report adds reports; text is printed unless another one is") {
  const auto beside = parse_options({"check", "--report", "json=a=b", "x"});
  REQUIRE(beside);
  REQUIRE(beside->gate.reports.size() == 2);
  CHECK(beside->gate.reports[0].kind->name == "text");
  CHECK(beside->gate.reports[1].kind->name == "json");
  CHECK(beside->gate.reports[1].file == "a=b");

  const auto instead = parse_options({"check", "--report", "json=-", "x"});
  REQUIRE(instead);
  REQUIRE(instead->gate.reports.size() == 1);
  CHECK(instead->gate.reports[0].kind->name == "json");

  const auto both = parse_options({"check", "--report=json=-", "--format=text", "x"});
  REQUIRE(both);
  CHECK(both->gate.reports.size() == 2);

  CHECK(what({"check", "--report", "json", "x"}) == "--report cannot be 'json'");
  CHECK(what({"check", "--report", "json=", "x"}) == "--report cannot be 'json='");
  CHECK(what({"check", "--report", "jsn=a", "x"}) ==
        "the kind of a --report cannot be 'jsn'");
}

TEST_CASE("--fail-on names a severity, a verdict, or one of each") {
  const auto options =
      parse_options({"check", "--fail-on", "possible", "--fail-on", "warning", "x"});
  REQUIRE(options);
  CHECK(options->gate.fail_on.severity == Severity::Warning);
  CHECK(options->gate.fail_on.verdict == Verdict::Possible);
  const auto usual = parse_options({"check", "x"});
  REQUIRE(usual);
  CHECK(usual->gate.fail_on.severity == Severity::Error);
  CHECK(usual->gate.fail_on.verdict == Verdict::Violated);
  CHECK(what({"check", "--fail-on", "holds", "x"}) == "--fail-on cannot be 'holds'");
}

TEST_CASE("a file may begin with dashes after --") {
  const auto options = parse_options({"check", "--", "--merge"});
  REQUIRE(options);
  CHECK(options->gate.traces == std::vector<std::string>{"--merge"});
  CHECK_FALSE(options->gate.merge);
}

TEST_CASE("rules takes a filter") {
  const auto options = parse_options(
      {"rules", "--at-fault", "client", "--group", "C1", "--severity", "note"});
  REQUIRE(options);
  CHECK(options->filter.at_fault == "client");
  CHECK(options->filter.group == "C1");
  CHECK(options->filter.severity == Severity::Note);
}

TEST_CASE("help is found wherever it stands") {
  CHECK(parse_options({"--help"})->help == kHelp);
  CHECK(parse_options({"check", "a", "--help"})->help == kCheckHelp);
  CHECK(parse_options({"rules", "-h"})->help == kRulesHelp);
  CHECK(parse_options({"explain", "--help"})->help == kExplainHelp);
  CHECK(parse_options({"--version"})->command == Command::Version);
}

TEST_CASE("every option that a help text names is an option") {
  const std::vector<std::pair<std::string, std::string>> texts = {
      {"check", kCheckHelp}, {"rules", kRulesHelp}, {"explain", kExplainHelp}};
  for (const auto& [command, text] : texts) {
    for (std::size_t at = text.find("\n  --"); at != std::string::npos;
         at = text.find("\n  --", at + 1)) {
      const std::string name = text.substr(at + 3, text.find(' ', at + 3) - at - 3);
      CAPTURE(command + " " + name);
      const auto options = parse_options({command, name, "x", "y"});
      CHECK(
          (options || options.error().what.find("unknown option") == std::string::npos));
    }
  }
}

TEST_CASE("wrong use is told in words of our own") {
  CHECK(what({}) == "no command is given");
  CHECK(what({""}) == "no command is given");
  CHECK(what({"chekc", "a"}) == "unknown command 'chekc'");
  CHECK(help({"chekc", "a"}).starts_with("did you mean 'check'? "));
  CHECK(what({"--verison"}) == "unknown option '--verison'");
  CHECK(what({"check"}) == "no TRACE is given");
  CHECK(what({"check", "a", "--formt", "json"}) == "unknown option '--formt'");
  CHECK(help({"check", "a", "--formt=json"}).starts_with("did you mean '--format'? "));
  CHECK(what({"check", "a", "-x"}) == "unknown option '-x'");
  CHECK(what({"check", "a", "--format"}) == "option '--format' needs a value");
  CHECK(what({"check", "--rules", "--merge", "a"}) == "option '--rules' needs a value");
  CHECK(what({"check", "a", "--format", "xml"}) == "--format cannot be 'xml'");
  CHECK(what({"check", "a", "--close-data", "maybe"}) ==
        "--close-data cannot be 'maybe'");
  CHECK(what({"check", "a", "--merge=2"}) == "option '--merge' takes no value");
  CHECK(what({"check", "-", "-"}) == "standard input ('-') is given twice");
  CHECK(what({"rules", "x"}) == "unexpected argument 'x'");
  CHECK(what({"rules", "--severity", "fatal"}) == "--severity cannot be 'fatal'");
  CHECK(what({"explain"}) == "no RULE is given");
  CHECK(what({"explain", "a", "b"}) == "one RULE at a time: 'b' is one too many");
  CHECK(what({"explain", "--format", "json", "a"}) == "unknown option '--format'");
}

TEST_CASE("an empty value is a value that is wrong, not none") {
  CHECK(what({"check", "a", "--format", ""}) == "--format cannot be ''");
  CHECK(what({"check", "a", "--close-data", ""}) == "--close-data cannot be ''");
  CHECK(what({"check", "a", "--close-data="}) == "option '--close-data' needs a value");
}

}  // namespace
}  // namespace condis
