// The page of a rule for those who read a report and have no condis-check at hand.
// Tested by tests/checker/rule_page_test.cpp.
#pragma once

#include <string>

#include "model/rule.h"

namespace condis {

// In Markdown: what it demands, the document's sentence and a link to it, how it is read,
// and the formula.
std::string rule_markdown(const Rule& rule);

// Where the document is published that the rule is from; "" if its name is not that of a
// page.
std::string document_link(const Rule& rule);

// The document's name and section in Markdown, linked.
std::string document_markdown(const Rule& rule);

}  // namespace condis
