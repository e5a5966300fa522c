#include "traces/xml_reader.h"

#include <fmt/format.h>

#include <bit>

#include "model/name_table.h"
#include "traces/xml_markup.h"

namespace condis {
namespace {

constexpr const char* kConvertAgain =
    "convert the recording again: tracerpt FILE.etl -o FILE.xml -of XML";

// Eight bytes at a time: the sum of the bytes' "is a line feed" bits.
std::uint64_t count_lines(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kLowSeven = 0x7F7F7F7F7F7F7F7Fu;
  std::uint64_t count = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    const std::uint64_t other = load_word(text.data() + i) ^ (kOnes * '\n');
    const std::uint64_t nonzero = ((other & kLowSeven) + kLowSeven) | other;
    count += static_cast<std::uint64_t>(std::popcount(~nonzero & ~kLowSeven));
  }
  for (; i < text.size(); ++i) {
    count += text[i] == '\n' ? 1 : 0;
  }
  return count;
}

}  // namespace

XmlReader::XmlReader(Window window, std::string name, const Mapping* mapping)
    : ReaderBase(std::move(name), mapping), window_(std::move(window)) {}

std::size_t XmlReader::read(std::span<Record> records) {
  std::size_t count = 0;
  std::size_t size = 0;
  while (count < records.size() && !done_ && error() == nullptr && next_event(size)) {
    count += read_event(size, records[count]) ? 1 : 0;
  }
  if (count < records.size() && is_cut_) {
    is_cut_ = false;
    records[count++] = events_lost(line_number_);
  }
  if (count < records.size() && take_loss_anywhere(records[count])) ++count;
  return count;
}

// Reads the event of `size` bytes at the front of the window; 0: only its end was there.
// False if nothing of it is to be handed over.
bool XmlReader::read_event(std::size_t size, Record& record) {
  if (size == 0) {
    warn({where(line_number_), "an event ends here that does not begin",
          "its <Event> is damaged; it counts as lost", kConvertAgain});
    record = events_lost(line_number_);
    return true;
  }
  record = Record{};
  record.number = line_number_;
  const std::uint64_t lines = count_lines({window_.begin(), size});
  RecordText texts;
  bool admitted = false;
  if (!parser_.parse(window_.begin(), size, record, texts)) {
    fail({where(record.number),
          fmt::format("the event that begins here is not valid XML: {}", parser_.fault()),
          "each <Event> must be whole and well-formed", kConvertAgain});
    return false;
  }
  if (parser_.tells_losses()) {
    lose_anywhere(record.count);
  } else if (mapper().concerns(texts.provider) && parser_.undecoded().empty()) {
    admitted = admit_event(parser_.decoded(), record);
  } else if (parser_.undecoded().empty()) {
    admitted = admit(record, texts, parser_.refused());
  } else if (record.function != Function::Unknown) {
    warn({where(record.number),
          fmt::format("{} is not decoded, and counts as lost",
                      name_of(record.function, record.spelling)),
          fmt::format("in the place of its fields stands {}", parser_.undecoded()),
          "convert the recording where the driver's manifest is installed"});
    record = events_lost(record);
    admitted = true;
  } else {
    if (undecoded_++ == 0) undecoded_why_ = parser_.undecoded();
    admitted = admit(record, texts, parser_.refused());
  }
  line_number_ += lines;
  window_.consume(size);
  return admitted;
}

// Moves the window to the next event that has any content, and tells its size.
bool XmlReader::next_event(std::size_t& size) {
  std::size_t at = 0;
  int depth = 0;  // an event may hold elements of the same name
  for (;;) {
    const MarkupAt found = find_markup(window_.text(), at);
    if (depth == 0) {
      skip(found.begin);
    }
    const std::size_t behind = found.end - (depth == 0 ? found.begin : 0);
    at = behind;
    switch (found.kind) {
      case Markup::None:
      case Markup::Cut:
        at -= found.end - found.begin;
        if (!grow(depth != 0)) return false;
        break;
      case Markup::RootStart:
      case Markup::RootEmpty:
      case Markup::RootEnd:
        if (depth == 0) {
          saw_root_ = true;
          root_is_open_ = found.kind == Markup::RootStart;
        }
        break;
      case Markup::EventEmpty: saw_event_ = true; break;  // which says nothing
      case Markup::EventStart:
        saw_event_ = true;
        ++depth;
        break;
      case Markup::EventEnd:
        if (depth == 0) {
          skip(behind);
          size = 0;
          return true;
        }
        if (--depth == 0) {
          size = behind;
          if (size <= kMaxEvent) return true;
          return grow(true);  // says that it is too long
        }
        break;
    }
  }
}

// Reads on where the text ends within an event, or between two. False at the end of the
// input, and where an event is too long.
bool XmlReader::grow(bool inside_event) {
  if (window_.size() > kMaxEvent) {
    fail({where(line_number_),
          fmt::format("{} longer than 1 MiB", inside_event
                                                  ? "the event that begins here is"
                                                  : "what begins here is no event, and"),
          "no </Event> follows within that length", kConvertAgain});
    return false;
  }
  if (window_.grow()) return true;
  finish(inside_event);
  return false;
}

void XmlReader::skip(std::size_t bytes) {
  line_number_ += count_lines({window_.begin(), bytes});
  window_.consume(bytes);
}

void XmlReader::finish(bool inside_event) {
  done_ = true;
  if (window_.failure() != 0) {
    fail_reading(window_.failure());
    return;
  }
  // What is left outside of any event is at most one tag that is cut.
  const std::string_view rest = window_.text();
  const bool in_tag = root_is_open_ && rest.starts_with("<E");
  if (inside_event || in_tag) {
    fail({where(line_number_), "the file ends inside the event that begins here",
          "no </Event> follows",
          "the recording is cut off: convert it again, or end the file before this event "
          "to check what is there"});
    return;
  }
  line_number_ += count_lines(rest);
  finish_complete();
}

// At the end of the file, outside of any event.
void XmlReader::finish_complete() {
  warn_of_encoding(window_);
  if (!saw_event_ && !saw_root_) {
    fail({name(), "this XML holds no events", "neither <Events> nor <Event> stands in it",
          "recordings are converted to XML by: tracerpt FILE.etl -o FILE.xml -of XML"});
    return;
  }
  if (undecoded_ != 0) {
    warn({name(), fmt::format("{} events are not decoded", undecoded_),
          fmt::format("in the place of the first one's fields stands {}", undecoded_why_),
          "if the driver's are among them, convert the recording where its manifest is "
          "installed"});
  }
  if (root_is_open_) {
    is_cut_ = true;
    warn({where(line_number_), "the file ends without </Events>",
          "the recording was cut off: events after this are lost", kConvertAgain});
  }
}

}  // namespace condis
