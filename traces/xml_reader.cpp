#include "traces/xml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <functional>

#include "model/name_table.h"

namespace condis {
namespace {

constexpr std::string_view kStart = "<Event";
constexpr std::string_view kEnd = "</Event>";
constexpr std::string_view kRoot = "<Events";
constexpr std::string_view kRootEnd = "</Events>";
// Enough to hold any of these tags that a chunk may have cut.
constexpr std::size_t kKept = 16;

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

// Where an event's start tag begins. A tag whose next byte is not in the text yet counts
// as not found.
std::size_t find_event(std::string_view text) {
  std::size_t at = 0;
  while ((at = text.find(kStart, at)) != std::string_view::npos) {
    const std::size_t next = at + kStart.size();
    if (next < text.size() &&
        std::string_view(" \t\r\n>/").find(text[next]) != std::string_view::npos) {
      return at;
    }
    at = next;
  }
  return at;
}

}  // namespace

XmlReader::XmlReader(Window window, std::string name)
    : ReaderBase(std::move(name)), window_(std::move(window)) {}

std::size_t XmlReader::read(std::span<Record> records) {
  std::size_t count = 0;
  std::size_t size = 0;
  while (count < records.size() && !done_ && error() == nullptr && next_event(size)) {
    Record& record = records[count];
    record = Record{};
    record.number = line_number_;
    const std::uint64_t lines = count_lines({window_.begin(), size});
    RecordText texts;
    if (!parser_.parse(window_.begin(), size, record, texts)) {
      fail({where(record.number),
            fmt::format("the event that begins here is not valid XML: {}",
                        parser_.fault()),
            "each <Event> must be whole and well-formed",
            "convert the recording again: tracerpt FILE.etl -o FILE.xml -of XML"});
      break;
    }
    count += admit(record, texts, parser_.refused()) ? 1 : 0;
    line_number_ += lines;
    window_.consume(size);
  }
  return count;
}

// Moves the window to the next event, and tells its size.
bool XmlReader::next_event(std::size_t& size) {
  static const std::boyer_moore_horspool_searcher searcher(kEnd.begin(), kEnd.end());
  const auto find_tag_end = [](std::string_view text, std::size_t from) {
    const std::size_t found = text.find('>', from);
    return found == std::string_view::npos ? found : found + 1;
  };
  const auto find_event_end = [](std::string_view text, std::size_t from) {
    const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from),
                                   text.end(), searcher);
    return found == text.end()
               ? std::string_view::npos
               : static_cast<std::size_t>(found - text.begin()) + kEnd.size();
  };
  while (find_start()) {
    if (!find_within_event(find_tag_end, size)) {
      return false;
    }
    if (window_.begin()[size - 2] != '/') {
      return find_within_event(find_event_end, size);
    }
    skip(size);  // an event without content says nothing
  }
  return false;
}

// Where `find` says that something of the event ends, read on as far as needed. An error
// if that is too far, or nowhere.
template <class Find>
bool XmlReader::find_within_event(const Find& find, std::size_t& end) {
  std::size_t searched = 0;
  for (;;) {
    const std::string_view text = window_.text();
    const std::size_t found = find(text, searched);
    if ((found == std::string_view::npos ? text.size() : found) > kMaxEvent) {
      fail({where(line_number_), "the event that begins here is longer than 1 MiB",
            "no </Event> follows within that length",
            "convert the recording again: tracerpt FILE.etl -o FILE.xml -of XML"});
      return false;
    }
    if (found != std::string_view::npos) {
      end = found;
      return true;
    }
    searched = text.size() - std::min(text.size(), kEnd.size() - 1);
    if (!window_.grow()) {
      break;
    }
  }
  if (window_.failure() != 0) {
    fail_reading(window_.failure());
  } else {
    fail_cut("the file ends inside the event that begins here", line_number_);
  }
  return false;
}

void XmlReader::fail_cut(std::string what, std::uint64_t number) {
  fail(
      {where(number), std::move(what), "no </Event> follows",
       "the recording is cut off: convert it again, or end the file before this event to "
       "check what is there"});
}

bool XmlReader::find_start() {
  for (;;) {
    const std::string_view text = window_.text();
    const std::size_t start = find_event(text);
    if (start != std::string_view::npos) {
      if (start != 0) {
        note_markup(text.substr(0, start));
        skip(start);
      }
      saw_event_ = true;
      return true;
    }
    note_markup(text);
    skip(text.size() - std::min(text.size(), kKept));
    if (!window_.grow()) {
      finish();
      return false;
    }
  }
}

void XmlReader::skip(std::size_t bytes) {
  line_number_ += count_lines({window_.begin(), bytes});
  window_.consume(bytes);
}

void XmlReader::note_markup(std::string_view text) {
  saw_root_ = saw_root_ || (!saw_event_ && text.find(kRoot) != std::string_view::npos);
  saw_root_end_ = saw_root_end_ || text.find(kRootEnd) != std::string_view::npos;
}

// At the end of the file, outside of any event.
void XmlReader::finish() {
  done_ = true;
  if (window_.failure() != 0) {
    fail_reading(window_.failure());
    return;
  }
  const std::string_view rest = window_.text();
  const std::size_t open = rest.rfind('<');
  const std::string_view tag = open == std::string_view::npos ? "" : rest.substr(open);
  if (saw_root_ && !saw_root_end_ && tag.size() >= 2 && kStart.starts_with(tag)) {
    fail_cut("the file ends inside an event", line_number_ + count_lines(rest));
  } else if (!saw_event_ && !saw_root_) {
    fail({name(), "this XML holds no events", "neither <Events> nor <Event> stands in it",
          "recordings are converted to XML by: tracerpt FILE.etl -o FILE.xml -of XML"});
  } else if (saw_root_ && !saw_root_end_) {
    warn({where(line_number_ + count_lines(rest)), "the file ends without </Events>",
          "the recording may have been cut off between two events", ""});
  }
}

}  // namespace condis
