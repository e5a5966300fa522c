#include "traces/etl_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace condis {
namespace {

constexpr std::int64_t kNanosecond = 1'000'000'000;
// Beyond, a remainder times 10^9 might not fit into 64 bits.
constexpr std::int64_t kHighestFrequency = 9'000'000'000;
constexpr std::uint8_t kLastDropTime = 0x52;  // a type of event in the header buffer

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

Diagnostic unusable(const std::string& name, std::string why) {
  return {name, "the .etl file cannot be read", std::move(why),
          "copy the recording again from where it was made; a session that is still "
          "running is closed by: logman stop NAME -ets"};
}

}  // namespace

// --- Clock ---

EtlClock::EtlClock(const EtlLogfileHeader& header)
    : first_(unsigned_of(header.first_stamp)),
      origin_((unsigned_of(header.start_time) - unsigned_of(kFileTimeOfUnixEpoch)) *
              100) {
  switch (header.clock) {
    case EtlLogfileHeader::Clock::SystemTime:
      frequency_ = 10'000'000;
      first_ = unsigned_of(kFileTimeOfUnixEpoch);
      origin_ = 0;
      break;
    case EtlLogfileHeader::Clock::Cycles:
      frequency_ = std::int64_t{header.cpu_mhz} * 1'000'000;
      break;
    case EtlLogfileHeader::Clock::Qpc:
    default: frequency_ = header.frequency;
  }
  if (frequency_ <= 0 || frequency_ > kHighestFrequency) {
    known_ = false;
    frequency_ = kNanosecond;
  }
  per_tick_ = kNanosecond % frequency_ == 0
                  ? static_cast<std::uint64_t>(kNanosecond / frequency_)
                  : 0;
}

std::int64_t EtlClock::divided(std::int64_t stamp) const {
  const std::int64_t ticks = wrap(unsigned_of(stamp) - first_);
  const std::int64_t seconds = floor_divide(ticks, frequency_);
  const std::int64_t rest = ticks - seconds * frequency_;
  return wrap(origin_ + unsigned_of(seconds) * unsigned_of(kNanosecond) +
              unsigned_of(rest * kNanosecond / frequency_));
}

std::int64_t EtlClock::file_time(std::int64_t stamp) const {
  return floor_divide(nanoseconds(stamp), 100) + kFileTimeOfUnixEpoch;
}

// --- Chain ---

bool EtlChain::next(EtlBuffer& buffer) {
  while (at_ < file_.size()) {
    const std::string_view rest = file_.substr(at_);
    const std::string_view head = rest.substr(0, kEtlBufferHeader);
    // What was set aside for buffers and never written.
    const bool blank = head.find_first_not_of('\0') == std::string_view::npos;
    if (!blank && head.size() < kEtlBufferHeader) {
      damage_.cut_off = true;
      at_ = file_.size();
      return false;
    }
    const auto header = blank ? std::nullopt : parse_buffer_header(head.data(), largest_);
    if (header) {
      buffer = {at_, *header};
      damage_.cut_off = damage_.cut_off || header->size > rest.size();
      at_ += std::min<std::uint64_t>(header->size, rest.size());
      return true;
    }
    damage_.skipped += blank ? 0 : 1;
    if (step_ == 0) {
      damage_.rest_lost = rest.find_first_not_of('\0') != std::string_view::npos;
      at_ = file_.size();
    } else {
      at_ += std::min<std::uint64_t>(step_, rest.size());
    }
  }
  return false;
}

// --- File ---

bool looks_like_etl(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  return bytes.size() >= 0x60 && byte(0x36) == 4 && byte(0x37) == 0 &&
         (byte(0x4A) == 1 || byte(0x4A) == 2) && byte(0x4B) == 0xC0;
}

Result<EtlFile> EtlFile::open(MappedFile mapped, const std::string& name) {
  EtlFile file(std::move(mapped));
  const std::string_view bytes = file.bytes();
  if (!looks_like_etl(bytes)) {
    return unusable(name, "it does not begin with the event that describes a recording");
  }
  const auto first = parse_buffer_header(bytes.data(), kEtlLargestBuffer);
  if (!first || first->compressed()) {
    return unusable(name, "the header of its first buffer makes no sense");
  }
  EtlBufferCursor cursor;
  cursor.open(bytes, 0, *first);
  EtlEvent event;
  std::optional<EtlLogfileHeader> header;
  if (cursor.next(event)) {
    header = parse_logfile_header(event.bytes());
  }
  if (!header) {
    return unusable(name, "the event that describes the recording is damaged or cut off");
  }
  file.header_ = *std::move(header);
  file.clock_ = EtlClock(file.header_);
  file.index();
  if (file.header_.has_mode(EtlLogfileHeader::kCircular)) {
    file.sort_by_time();
  }
  return file;
}

EtlChain EtlFile::chain() const {
  const std::uint32_t size = header_.buffer_size;
  const std::uint32_t first = load<std::uint32_t>(bytes().data());
  const bool same_size =
      size == first && (header_.mode & EtlLogfileHeader::kCompressed) == 0;
  const std::uint32_t largest = std::min(std::max(size, first), kEtlLargestBuffer);
  return EtlChain(bytes(), largest, same_size ? size : 0);
}

EtlBufferHeader EtlFile::buffer_header(std::uint64_t offset) const {
  // It was one on opening; a session that still writes may be changing it.
  return parse_buffer_header(bytes().data() + offset, kEtlLargestBuffer)
      .value_or(EtlBufferHeader{kEtlBufferHeader, kEtlBufferHeader, 0, 0, 0});
}

void EtlFile::index() {
  std::vector<std::size_t> by_processor(kEtlMostProcessors, 0);  // index + 1
  std::size_t framing = 0;
  std::unordered_set<std::uint64_t> numbers;  // of the session's buffers
  const bool appended = header_.has_mode(EtlLogfileHeader::kAppend) &&
                        !header_.has_mode(EtlLogfileHeader::kCircular);
  EtlChain chain = this->chain();
  EtlBuffer buffer;
  while (chain.next(buffer)) {
    constexpr std::uint16_t kHeaderType = 4;
    const bool is_header = buffer.header.type == kHeaderType;
    std::size_t& index = is_header ? framing : by_processor[buffer.header.processor];
    if (index == 0) {
      streams_.push_back({is_header, buffer.header.processor, {}, {}, 0});
      index = streams_.size();
    }
    EtlStream& stream = streams_[index - 1];
    if (appended && !is_header && !numbers.insert(buffer.header.sequence).second) {
      numbers = {buffer.header.sequence};
      ++session_count_;
    }
    if (!is_header && stream.session != session_count_ - 1) {
      stream.session = session_count_ - 1;
      stream.joints.push_back(stream.buffers.size());
    }
    stream.buffers.push_back(buffer.offset);
    if (is_header) {
      read_header_events(buffer);
    }
    ++buffer_count_;
    release(buffer.offset, buffer.header.size);
  }
  damage_ = chain.damage();
  damage_.not_closed = header_.end_time == 0;
  const bool counts =
      !damage_.not_closed && !header_.has_mode(EtlLogfileHeader::kCircular);
  if (counts && header_.buffers_written > buffer_count_ + damage_.skipped) {
    damage_.missing = header_.buffers_written - buffer_count_ - damage_.skipped;
  }
}

// Where buffers were written over in turn, the oldest need not be the first.
void EtlFile::sort_by_time() {
  EtlBufferCursor cursor;
  for (EtlStream& stream : streams_) {
    std::vector<std::pair<std::int64_t, std::uint64_t>> order;
    for (const std::uint64_t offset : stream.buffers) {
      EtlEvent event;
      cursor.open(bytes(), offset, buffer_header(offset));
      const bool any = cursor.next(event);
      order.emplace_back(any ? event.stamp : std::numeric_limits<std::int64_t>::max(),
                         offset);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < order.size(); ++i) {
      stream.buffers[i] = order[i].second;
    }
  }
}

// When each processor last dropped an event, if it ever did.
void EtlFile::read_header_events(const EtlBuffer& buffer) {
  EtlBufferCursor cursor;
  cursor.open(bytes(), buffer.offset, buffer.header);
  EtlEvent event;
  while (cursor.next(event)) {
    const bool framing =
        event.kind == EtlKind::System32 || event.kind == EtlKind::System64;
    if (framing && event.at[7] == 0 &&
        static_cast<std::uint8_t>(event.at[6]) == kLastDropTime) {
      const std::string_view times = event.bytes().substr(event.header_size);
      dropped_ = dropped_ || times.find_first_not_of('\0', 8) != std::string_view::npos;
    }
  }
}

std::size_t EtlFile::processor_count() const {
  return static_cast<std::size_t>(
      std::count_if(streams_.begin(), streams_.end(),
                    [](const EtlStream& stream) { return !stream.header; }));
}

bool EtlFile::lost_anywhere() const {
  // A processor without a buffer may have had events that were not flushed.
  const bool unseen = ends_early() && processor_count() < header_.processors;
  return header_.events_lost != 0 || header_.buffers_lost != 0 || dropped_ ||
         damage_.skipped != 0 || unseen;
}

std::string EtlFile::losses() const {
  std::string text;
  const auto add = [&](std::uint64_t count, std::string_view noun) {
    if (count != 0) {
      text += (text.empty() ? "" : ", ") + counted(count, noun);
    }
  };
  add(header_.events_lost, "lost event");
  add(header_.buffers_lost, "lost buffer");
  add(damage_.skipped, "unreadable buffer");
  add(damage_.missing, "missing buffer");
  return text;
}

}  // namespace condis
