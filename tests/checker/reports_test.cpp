// What holds for reports of every kind: nothing that comes from outside is taken for
// markup, a command or a terminal's escape, whatever stands in it.
#include <doctest/doctest.h>
#include <simdjson.h>

#include <algorithm>
#include <pugixml.hpp>
#include <string>

#include "tests/checker/report_helpers.h"

namespace condis::test {
namespace {

const std::string kMarkup =
    "</failure>]]><script>alert(1)</script>&lt;\"' | `x` ```\n## [a](http://b.c) "
    "@someone";
const std::string kCommands =
    "::error::x\n::set-output name=a::b\r\n##vso[task.setvariable variable=a]b\n"
    "##[command]rm;]%0A::stop::";

std::string hostile() {
  std::string text = kCommands + kMarkup + "\n" + "\x1b[2J\x1b]0;title\x07";
  for (int byte = 0; byte < 256; ++byte) text += static_cast<char>(byte);
  return text + "\xE2\x80\xAE\xEF\xBF\xBE\xED\xA0\x80";
}

// Every text that may come from outside is hostile.
CheckOutcome hostile_outcome() {
  CheckOutcome outcome = sample_outcome();
  const std::string text = hostile();
  outcome.result.path = text;
  for (Finding& finding : outcome.result.findings) {
    finding.message = text;
    if (finding.source.line != 0) finding.source = {text, 7, text};
  }
  outcome.result.findings[2].accepted = text;
  outcome.result.warnings = {{text, text, text, text}};
  outcome.error = Diagnostic{text, text, text, text};
  return outcome;
}

bool is_well_formed_xml(const std::string& text) {
  pugi::xml_document document;
  return document.load_buffer(text.data(), text.size(), pugi::parse_full,
                              pugi::encoding_utf8);
}

TEST_CASE("no report lets through what a terminal or a build service acts on") {
  for (const ReportKind& kind : report_kinds()) {
    CAPTURE(kind.name);
    const std::string text = report_of(kind.name, {hostile_outcome(), sample_outcome()});
    CHECK_FALSE(text.empty());
    CHECK(std::none_of(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7f';
    }));
    CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(simdjson::validate_utf8(text));
    CHECK(text.find("##[") == std::string::npos);
    // Lines that are commands are those that the report means to be.
    const std::size_t commands = count_of('\n' + text, "\n::");
    CHECK(commands == (kind.name == "github" ? 6 : 0));
    CHECK(count_of(text, "##vso[") == (kind.name == "azure" ? 6 : 0));
    if (kind.name == "junit" || kind.name == "markdown") {
      CHECK(text.find("<script") == std::string::npos);
    }
  }
}

TEST_CASE("whatever names are in it, JSON and XML stay well-formed") {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  CHECK(parser.parse(report_of("json", {hostile_outcome()})).get(document) ==
        simdjson::SUCCESS);
  CHECK(parser.parse(report_of("sarif", {hostile_outcome()})).get(document) ==
        simdjson::SUCCESS);
  CHECK(is_well_formed_xml(report_of("junit", {hostile_outcome()})));
  CHECK_FALSE(is_well_formed_xml("<a>" + hostile() + "</a>"));
}

TEST_CASE("a run without recordings gives a report that can be read, too") {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  CHECK(parser.parse(report_of("sarif", {})).get(document) == simdjson::SUCCESS);
  CHECK(is_well_formed_xml(report_of("junit", {})));
}

}  // namespace
}  // namespace condis::test
