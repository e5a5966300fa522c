// Every quote of the catalogue stands word for word on the page it names. The pages are
// Markdown files below the directory that the environment variable CONDIS_PAGES names;
// without it there is nothing to compare with. Mark-up and white space do not count.
#include <doctest/doctest.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/whole_specification.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

// One blank between words, none in front of a mark that ends a clause.
std::string with_single_blanks(const std::string& text) {
  std::istringstream stream(text);
  std::string result;
  for (std::string word; stream >> word;) {
    const bool mark = std::string(".,;:)").find(word[0]) != std::string::npos;
    if (!result.empty() && !mark) result += ' ';
    result += word;
  }
  return result;
}

// Without HTML tags: "<" and up to the next ">", if a letter or "/" follows the "<".
std::string without_tags(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool opens = text[i] == '<' && i + 1 < text.size() &&
                       (text[i + 1] == '/' ||
                        std::isalpha(static_cast<unsigned char>(text[i + 1])) != 0);
    const std::size_t end = opens ? text.find('>', i) : std::string::npos;
    if (end == std::string::npos) {
      result += text[i];
    } else {
      i = end;
    }
  }
  return result;
}

// The words of a Markdown page, without emphasis, code marks, links and escapes.
std::string words_of_page(const std::string& markdown) {
  static const std::regex kLink(R"(\[([^\]\[]*)\]\([^()]*\))");
  static const std::regex kEscape(R"(\\([_*<>&\[\]]))");
  static const std::regex kEmphasis(R"([*`])");
  std::string text = without_tags(markdown);
  text = std::regex_replace(text, kLink, "$1");
  text = std::regex_replace(text, kEscape, "$1");
  text = std::regex_replace(text, kEmphasis, "");
  return with_single_blanks(text);
}

// The pages by file name; several of one name stand behind one another.
std::map<std::string, std::string> pages_below(const fs::path& directory) {
  std::map<std::string, std::string> pages;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.path().extension() != ".md") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    pages[entry.path().filename().string()] += words_of_page(text.str()) + "\n";
  }
  return pages;
}

struct Quotation {
  std::string id;
  std::string page;
  std::string quote;
};

std::vector<Quotation> all_quotations() {
  std::vector<Quotation> all;
  for (const Rule& rule : whole_specification().rules())
    all.push_back({rule.id, rule.page, rule.quote});
  for (const InvisibleRule& rule : whole_specification().invisible_rules())
    all.push_back({rule.id, rule.page, rule.quote});
  return all;
}

// What is wrong with the quotation, or nothing.
std::string mistake_in(const Quotation& quotation,
                       const std::map<std::string, std::string>& pages) {
  const std::string quote = with_single_blanks(quotation.quote);
  if (quote.empty()) return "there is no quote";
  const auto page = pages.find(quotation.page);
  if (page == pages.end()) return "there is no page '" + quotation.page + "'";
  std::size_t length = quote.size();
  while (page->second.find(quote.substr(0, length)) == std::string::npos) --length;
  if (length == quote.size()) return {};
  return "'" + quotation.page + "' does not go on as quoted: '" +
         quote.substr(0, length) + "' ... '" + quote.substr(length) + "'";
}

TEST_CASE("mark-up and white space are taken off a page, and nothing else") {
  CHECK(words_of_page("the <i>Status</i> of\n   a  <a href=\"x\">call</a>\n  .") ==
        "the Status of a call.");
  CHECK(words_of_page("**NdisCl** calls [*Xxx*](/a/b.md), `NULL` \\_y") ==
        "NdisCl calls Xxx, NULL _y");
  CHECK(words_of_page("irql <= 2, a < b") == "irql <= 2, a < b");
  const std::map<std::string, std::string> pages = {{"a.md", "one two three."}};
  CHECK(mistake_in({"r", "a.md", "two  three."}, pages).empty());
  CHECK(mistake_in({"r", "a.md", "two four"}, pages) ==
        "'a.md' does not go on as quoted: 'two ' ... 'four'");
  CHECK(mistake_in({"r", "b.md", "two"}, pages) == "there is no page 'b.md'");
  CHECK(mistake_in({"r", "a.md", " "}, pages) == "there is no quote");
}

TEST_CASE("every quote stands on the page it names") {
  const char* directory = std::getenv("CONDIS_PAGES");
  if (directory == nullptr || !fs::is_directory(directory)) {
    MESSAGE("skipped: CONDIS_PAGES names no directory");
    return;
  }
  const auto pages = pages_below(directory);
  REQUIRE(!pages.empty());
  for (const Quotation& quotation : all_quotations()) {
    const std::string mistake = mistake_in(quotation, pages);
    if (!mistake.empty()) FAIL_CHECK(quotation.id << ": " << mistake);
  }
}

}  // namespace
}  // namespace condis::test
