// Text from outside as part of a Markdown page. Tested by
// tests/checker/report_markdown_test.cpp.
#pragma once

#include <string>
#include <string_view>

namespace condis {

// Text that is shown as it stands, on one line: nothing in it is markup, a link, a
// mention or HTML, and it does not end the cell of a table.
std::string markdown(std::string_view text);

// A block of code that nothing in the text can end.
std::string markdown_code(std::string_view text, std::string_view language = "");

}  // namespace condis
