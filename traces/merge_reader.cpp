#include "traces/merge_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace condis {
namespace {

constexpr std::size_t kRecords = 256;  // of one file, in memory
// Times before the year 2000 count from an origin that only their recording knows.
constexpr std::int64_t kFirstWallClock = 946'684'800'000'000'000;

enum class Scale : std::uint8_t { Own, Local, Utc };

Scale scale_of(const Reader& reader, std::int64_t time) {
  if (time < kFirstWallClock) return Scale::Own;
  return reader.time_scale() == TimeScale::Local ? Scale::Local : Scale::Utc;
}

std::string_view describe(Scale scale) {
  switch (scale) {
    case Scale::Own: return "times since a beginning of its own";
    case Scale::Local: return "local times without an offset";
    case Scale::Utc: break;
  }
  return "dates and times";
}

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " + ") + name;
  return text;
}

}  // namespace

MergeReader::MergeReader(std::vector<std::unique_ptr<Reader>> readers,
                         std::vector<std::string> names)
    : ReaderBase(join(names), nullptr, '#'), places_(readers.size()) {
  for (std::size_t i = 0; i < readers.size(); ++i) {
    Source& source = sources_.emplace_back();
    source.reader = std::move(readers[i]);
    source.name = std::move(names[i]);
  }
}

std::size_t MergeReader::read(std::span<Record> records) {
  if (!started_ && !start()) return 0;
  std::size_t count = 0;
  while (count < records.size() && error() == nullptr && !done_) {
    std::size_t first = sources_.size();
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (sources_[i].next == sources_[i].count) continue;
      const Record& record = sources_[i].records[sources_[i].next];
      if (record.has(Field::Time)) {
        // Times that go back within a file are for the engine to find.
        sources_[i].time = std::max(sources_[i].time, record.time + sources_[i].shift);
      }
      if (first == sources_.size() || sources_[i].time < sources_[first].time) first = i;
    }
    if (first == sources_.size()) {
      finish();
      break;
    }
    take(first, records[count++]);
    if (sources_[first].next == sources_[first].count && !fill(sources_[first])) break;
  }
  return count;
}

// Reads on in a file; false after an error.
bool MergeReader::fill(Source& source) {
  source.records.resize(kRecords);
  source.next = 0;
  source.count = source.reader->read(source.records);
  if (source.count == 0 && source.reader->error() != nullptr) {
    finish();
    fail(*source.reader->error());
    return false;
  }
  return true;
}

bool MergeReader::start() {
  started_ = true;
  for (Source& source : sources_) {
    if (!fill(source)) return false;
    find_first_time(source);
  }
  return compare_clocks();
}

// Records without a time stand before the first that has one; a file all of whose records
// have none can not be merged.
void MergeReader::find_first_time(Source& source) {
  const auto begin = source.records.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(source.count);
  const auto timed = std::find_if(
      begin, end, [](const Record& record) { return record.has(Field::Time); });
  if (timed != end) {
    source.time = timed->time;
  } else if (source.count != 0) {
    fail({source.name, "the records have no times", "files are merged by time",
          "check each file by itself, or log Time"});
  }
}

bool MergeReader::compare_clocks() {
  const Source* first = nullptr;
  for (const Source& source : sources_) {
    if (error() != nullptr) return false;
    if (source.count == 0) continue;
    if (first == nullptr) first = &source;
    const Scale here = scale_of(*source.reader, source.time);
    const Scale there = scale_of(*first->reader, first->time);
    if (&source != first && (here != there || here == Scale::Own)) {
      fail({source.name, fmt::format("cannot be merged with {}", first->name),
            fmt::format("it has {}, and the other has {}", describe(here),
                        describe(there)),
            "log dates and times in both, in Time or by recording to .etl files"});
      return false;
    }
  }
  shift_to_one_counter();
  return true;
}

void MergeReader::shift_to_one_counter() {
  const auto reference = sources_[0].reader->counter_clock();
  const bool same =
      reference &&
      std::all_of(sources_.begin(), sources_.end(), [&](const Source& source) {
        const auto clock = source.reader->counter_clock();
        return clock && clock->frequency == reference->frequency &&
               clock->boot_time == reference->boot_time;
      });
  if (same) {
    for (Source& source : sources_) {
      source.shift = reference->zero - source.reader->counter_clock()->zero;
      source.time += source.shift;
    }
  } else {
    warn({name(), "the files are merged by wall clock",
          "they do not tell that one counter of one machine stamped them all",
          "events of different files within the clocks' difference may have come the "
          "other way round"});
  }
}

void MergeReader::take(std::size_t index, Record& record) {
  Source& source = sources_[index];
  record = source.records[source.next++];
  const bool points_back =
      record.function == Function::EventsLost && record.number < source.newest;
  source.newest = std::max(source.newest, record.number);
  places_.add(index, record.number);
  record.number = ++number_;
  // What was lost before an earlier record of its file may be lost before any.
  if (points_back) record.number = 1;
  if (record.has(Field::Time)) record.time += source.shift;
  if (record.provider >= source.providers.size()) {
    source.providers.resize(record.provider + std::size_t{1});
  }
  std::uint16_t& provider = source.providers[record.provider];
  if (provider == 0) {
    // Drivers that do not say who they are, are at least told apart by their files.
    const std::string_view logged = source.reader->provider(record.provider);
    provider = intern_provider(logged.empty() ? source.name : logged, number_);
  }
  record.provider = provider;
  if (record.source != 0) {
    const SourceLocation& location = source.reader->source(record.source);
    RecordText texts;
    texts.file = location.file;
    texts.line = location.line;
    texts.func = location.function;
    record.source = intern_source(texts, number_);
  }
}

std::string MergeReader::place(std::uint64_t number) const {
  if (number == 0 || number > number_) return name();
  const auto [file, line] = places_.find(number);
  return sources_[file].reader->place(line);
}

std::uint64_t MergeReader::bytes_read() const {
  std::uint64_t bytes = 0;
  for (const Source& source : sources_) bytes += source.reader->bytes_read();
  return bytes;
}

// What the readers have to say is passed on.
void MergeReader::finish() {
  done_ = true;
  for (const Source& source : sources_) {
    for (const Diagnostic& warning : source.reader->warnings()) warn(warning);
    count_warnings(source.reader->warning_count() - source.reader->warnings().size());
    for (const UnknownEvent& event : source.reader->unknown_events()) {
      count_unknown(event.name, event.first_number, event.count);
    }
  }
}

}  // namespace condis
