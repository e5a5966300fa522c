#include "traces/xml_markup.h"

#include <algorithm>

namespace condis {
namespace {

constexpr auto kNone = std::string_view::npos;

// What is passed over, and how it ends. "<!" stands last: it begins the others, too.
struct Skipped {
  std::string_view begin, end;
};
constexpr Skipped kSkipped[] = {
    {"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}};
constexpr std::string_view kEvent = "Event";

bool ends_name(char c) {
  return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Behind the '>' that ends the tag, which may also stand in the value of an attribute.
std::size_t find_tag_end(std::string_view text, std::size_t from) {
  char quote = '\0';
  for (std::size_t at = from; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '>') {
      return at + 1;
    } else if (c == '"' || c == '\'') {
      quote = c;
    }
  }
  return kNone;
}

// What begins at `begin`; None if it does not matter, with `end` where to go on.
MarkupAt markup_at(std::string_view text, std::size_t begin) {
  const std::string_view rest = text.substr(begin);
  const MarkupAt cut = {Markup::Cut, begin, begin};
  if (rest.size() < 2) return cut;
  if (rest[1] == '!' || rest[1] == '?') {
    for (const Skipped& skipped : kSkipped) {
      if (rest.size() < skipped.begin.size() && skipped.begin.starts_with(rest))
        return cut;
      if (!rest.starts_with(skipped.begin)) continue;
      const std::size_t end = text.find(skipped.end, begin + skipped.begin.size());
      return end == kNone ? cut : MarkupAt{Markup::None, begin, end + skipped.end.size()};
    }
  }
  const bool closing = rest[1] == '/';
  std::string_view name = rest.substr(closing ? 2 : 1);
  if (!name.starts_with(kEvent.substr(0, name.size()))) {
    return {Markup::None, begin, begin + 1};
  }
  name.remove_prefix(std::min(name.size(), kEvent.size()));
  const bool root = name.starts_with('s');
  name.remove_prefix(root ? 1 : 0);
  if (name.empty()) return cut;
  if (!ends_name(name[0])) return {Markup::None, begin, begin + 1};
  const std::size_t end = find_tag_end(text, begin + rest.size() - name.size());
  if (end == kNone) return cut;
  if (closing) return {root ? Markup::RootEnd : Markup::EventEnd, begin, end};
  const bool empty = text[end - 2] == '/';
  if (root) return {empty ? Markup::RootEmpty : Markup::RootStart, begin, end};
  return {empty ? Markup::EventEmpty : Markup::EventStart, begin, end};
}

}  // namespace

MarkupAt find_markup(std::string_view text, std::size_t from) {
  std::size_t at = text.find('<', from);
  while (at != kNone) {
    // Nearly every tag of an event is none of ours, as its first letter or two tell.
    const MarkupAt found = markup_at(text, at);
    if (found.kind != Markup::None) return found;
    at = text.find('<', found.end);
  }
  return {Markup::None, text.size(), text.size()};
}

}  // namespace condis
