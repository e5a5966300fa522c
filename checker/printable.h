// Text from outside (file names, event names, statuses) made safe to print.
#pragma once

#include <string>
#include <string_view>

#include "model/result.h"

namespace condis {

// Control characters, terminal escapes, direction overrides and bytes that are no UTF-8
// are written as \n, \x1b, \u{202e}, and so is the first character of what a build
// service would take for a command in a log: "::" that begins the text or follows a
// blank, "##[" and
// "##vso[". Everything else stays as it is.
std::string printable(std::string_view text);

// A JSON string with its quotes. What printable() escapes is escaped; a byte that is no
// UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);
// The same at the end of `out`.
void append_json_string(std::string& out, std::string_view text);

// Breaks at blanks so that no line is wider than `width`, if its words allow it. Every
// line begins with `indent`; the result has no line break at its end.
std::string wrap(std::string_view text, std::string_view indent, std::size_t width = 90);

// Columns that a text takes, counting each code point as one.
std::size_t columns(std::string_view text);

// WHERE: error: WHAT
//   why: WHY
//  help: HELP
// `kind` is "error" or "warning". Ends in a line break.
std::string format_diagnostic(const Diagnostic& diagnostic, std::string_view kind);

}  // namespace condis
