#include "checker/printable.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace condis {
namespace {

struct CodePoint {
  std::uint32_t value;
  std::size_t size;  // bytes; 0: the first byte begins no valid sequence
};

// The code point at the front of `text`, which is not empty. Overlong forms, surrogates
// and values beyond U+10FFFF are invalid.
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return {first, 0};
  std::uint32_t value = first & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {first, 0};
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (overlong || surrogate || value > 0x10FFFF) return {first, 0};
  return {value, size};
}

// Characters that a terminal acts on, or that change how the rest of a line reads.
bool is_unsafe(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x200E || c == 0x200F ||
         c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

// Whether what begins here would be a command to a build service that reads the log:
// GitHub Actions look for "::" at the beginning of a line, which may be wrapped, and for
// "##[" anywhere, Azure Pipelines for "##vso[".
bool begins_command(std::string_view text, bool after_blank) {
  if (text[0] == ':') return after_blank && text.starts_with("::");
  return text[0] == '#' && (text.starts_with("##[") || text.starts_with("##vso["));
}

// How many characters at the front are ASCII that needs no care anywhere: most of a text
// is such, and taken over as it is.
std::size_t plain_run(std::string_view text) {
  constexpr auto kIsPlain = [] {
    std::array<bool, 256> plain{};
    for (unsigned char c = ' '; c < 0x7F; ++c) {
      plain[c] = c != '"' && c != '\\' && c != '#' && c != ':';
    }
    return plain;
  }();
  std::size_t run = 0;
  while (run < text.size() && kIsPlain[static_cast<std::uint8_t>(text[run])]) ++run;
  return run;
}

// Messages may quote an excerpt on further lines, which begin with a blank. Any other
// line break is not ours.
std::string printable_lines(std::string_view text) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = text.find("\n "); at != std::string_view::npos;
       at = text.find("\n ", at + 1)) {
    out += printable(text.substr(begin, at - begin)) + '\n';
    begin = at + 1;
  }
  return out + printable(text.substr(begin));
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool after_blank = true;
  while (true) {
    const std::size_t run = plain_run(text);
    if (run != 0) after_blank = text[run - 1] == ' ';
    out += text.substr(0, run);
    text.remove_prefix(run);
    if (text.empty()) return out;
    const CodePoint c = decode(text);
    const std::size_t size = c.size == 0 ? 1 : c.size;
    if (c.value == '\n' || c.value == '\t' || c.value == '\r') {
      out += c.value == '\n' ? "\\n" : c.value == '\t' ? "\\t" : "\\r";
    } else if (c.size == 0 || c.value < 0x20 || c.value == 0x7F ||
               begins_command(text, after_blank)) {
      out += fmt::format("\\x{:02x}", c.value);
    } else if (is_unsafe(c.value)) {
      out += fmt::format("\\u{{{:x}}}", c.value);
    } else {
      out += text.substr(0, size);
    }
    after_blank = false;
    text.remove_prefix(size);
  }
}

std::string json_string(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_json_string(out, text);
  return out;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const std::size_t run = plain_run(text);
    out += text.substr(0, run);
    text.remove_prefix(run);
    if (text.empty()) break;
    const CodePoint c = decode(text);
    const std::size_t size = c.size == 0 ? 1 : c.size;
    if (c.size == 0) {
      out += "\xEF\xBF\xBD";
    } else if (c.value == '"' || c.value == '\\') {
      out += '\\';
      out += text[0];
    } else if (c.value == '\n' || c.value == '\t' || c.value == '\r') {
      out += c.value == '\n' ? "\\n" : c.value == '\t' ? "\\t" : "\\r";
    } else if (is_unsafe(c.value) || begins_command(text, false)) {
      out += fmt::format("\\u{:04x}", c.value);
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  out += '"';
}

std::string wrap(std::string_view text, std::string_view indent, std::size_t width) {
  std::string out;
  std::size_t used = 0;  // columns of the current line; 0: no line begun
  while (true) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return out;
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find(' '));
    const std::size_t size = columns(word);
    if (used != 0 && used + 1 + size <= width) {
      out += ' ';
      used += 1 + size;
    } else {
      if (used != 0) out += '\n';
      out += indent;
      used = columns(indent) + size;
    }
    out += word;
    text.remove_prefix(word.size());
  }
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<std::uint8_t>(c) & 0xC0) != 0x80;
  return count;
}

std::string format_diagnostic(const Diagnostic& diagnostic, std::string_view kind) {
  std::string out;
  if (!diagnostic.where.empty()) out += printable(diagnostic.where) + ": ";
  out += fmt::format("{}: {}\n", kind, printable_lines(diagnostic.what));
  if (!diagnostic.why.empty()) out += "  why: " + printable_lines(diagnostic.why) + '\n';
  if (!diagnostic.help.empty())
    out += " help: " + printable_lines(diagnostic.help) + '\n';
  return out;
}

}  // namespace condis
