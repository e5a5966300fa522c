// Finds where events begin and end in the text of an XML document, without parsing it.
//
// Looks at each '<' once: comments, CDATA sections and processing instructions are passed
// over, whatever stands in them. Tested by tests/traces/xml_reader_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace condis {

enum class Markup : std::uint8_t {
  None,        // no more
  Cut,         // something begins that the text does not end
  EventStart,  // <Event ...>
  EventEmpty,  // <Event ... />
  EventEnd,    // </Event>
  RootStart,   // <Events>
  RootEmpty,   // <Events />
  RootEnd,     // </Events>
};

struct MarkupAt {
  Markup kind = Markup::None;
  std::size_t begin = 0;  // None: the end of the text
  std::size_t end = 0;    // behind the closing '>'
};

// The first of these from `from` on, which is to lie outside of any markup.
MarkupAt find_markup(std::string_view text, std::size_t from);

}  // namespace condis
