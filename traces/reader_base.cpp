// Names and messages that readers have in common.
#include "traces/reader_base.h"

#include <fmt/format.h>

#include <cstring>

namespace condis {
namespace {

constexpr std::size_t kMaxWarnings = 20;
constexpr std::size_t kMaxUnknownNames = 1'000;
constexpr std::size_t kMaxUnknownNameSize = 200;
constexpr std::size_t kMaxProviders = 65'536;
constexpr std::size_t kMaxSources = 1'000'001;
constexpr std::size_t kMaxQuoted = 60;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;

bool is_call(Function function) {
  return static_cast<int>(function) < kCallCount;
}

}  // namespace

std::string quoted(std::string_view text) {
  // JSON brings its own quotation marks.
  const std::string mark = text.starts_with('"') ? "" : "'";
  std::string result = mark;
  for (const char c : text.substr(0, kMaxQuoted)) {
    const bool printable = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
    result += printable && (static_cast<unsigned char>(c) < 0x80) ? c : '?';
  }
  if (text.size() > kMaxQuoted) result += "...";
  return result + mark;
}

std::string ReaderBase::where(std::uint64_t number) const {
  return fmt::format("{}{}{}", name_, mark_, number);
}

std::string ReaderBase::where(std::uint64_t number, std::uint64_t column) const {
  return fmt::format("{}:{}:{}", name_, number, column);
}

void ReaderBase::warn(Diagnostic warning) {
  ++warning_count_;
  if (warnings_.size() < kMaxWarnings) {
    warnings_.push_back(std::move(warning));
  }
}

Record ReaderBase::events_lost(const Record& record) {
  Record lost = events_lost(record.number);
  lost.time = record.time;
  lost.fields = record.fields & static_cast<std::uint32_t>(Field::Time);
  lost.count = 1;
  lost.set(Field::Count);
  return lost;
}

bool ReaderBase::take_loss_anywhere(Record& record) {
  if (!lost_anywhere_) return false;
  record = events_lost(1);
  record.count = *lost_anywhere_;
  record.set(Field::Count);
  lost_anywhere_.reset();
  return true;
}

Record ReaderBase::events_lost(std::uint64_t number) {
  Record lost;
  lost.number = number;
  lost.function = Function::EventsLost;
  return lost;
}

void ReaderBase::warn_of_encoding(const Window& window) {
  Diagnostic remark = window.remark();
  if (remark.what.empty()) return;
  remark.where = name_;
  warn(std::move(remark));
}

void ReaderBase::fail_reading(int error_number) {
  fail({name_, "cannot read on", std::strerror(error_number),
        "what came before this point is judged; check the file, its disk and its "
        "permissions, then try again"});
}

bool ReaderBase::admit(Record& record, const RecordText& texts,
                       const RefusedFields& refused) {
  if (record.function == Function::Unknown) {
    if (texts.event.data() != nullptr) {
      count_unknown(texts.event, record.number);
    } else if (warning_count_++; warnings_.size() < kMaxWarnings) {
      warnings_.push_back({where(record.number),
                           "the record has no event name, and is skipped",
                           refused.contains(FieldId::Event)
                               ? fmt::format("Event is {}, and must be {}",
                                             quoted(refused.value(FieldId::Event)),
                                             expected_value(FieldId::Event))
                               : "the field Event names the function that was called",
                           "add \"Event\", or take the record out"});
    }
    return false;
  }
  if (!refused.empty()) {
    warn_refused(record, refused);
  }
  if (is_call(record.function)) {
    if (record.phase == Phase::None) {
      if (!refused.contains(FieldId::Phase)) {
        warn({where(record.number),
              fmt::format("{} has no Phase, and counts as lost",
                          name_of(record.function, record.spelling)),
              "without it, the entry of a call and its return cannot be told apart",
              "log Phase as enter or exit (or 0 or 1)"});
      }
      record = events_lost(record);
    }
  } else {
    record.phase = Phase::None;
  }
  if (!texts.provider.empty()) {
    record.provider = intern_provider(texts.provider, record.number);
  }
  if (!texts.file.empty() || !texts.func.empty()) {
    record.source = intern_source(texts, record.number);
  }
  return true;
}

bool ReaderBase::admit_event(const DecodedEvent& event, Record& record) {
  record = Record{};
  RecordText texts;
  mapper_.decode(event, record, texts);
  return admit(record, texts, mapper_.refused());
}

bool ReaderBase::admit_json_event(const JsonEvent& json, Record& record) {
  note_resolution(json.event().time);
  if (!admit_event(json.event(), record)) return false;
  if (!json.refused_time().empty()) {
    warn({where(record.number),
          fmt::format("the time is {}", quoted(json.refused_time())),
          fmt::format("it must be {}", expected_value(FieldId::Time)),
          "the record is taken as one without a time; correct what logs it"});
  }
  if (!json.repeated().empty()) lose_repeated(record, json.repeated());
  return true;
}

void ReaderBase::lose_repeated(Record& record, std::string_view name) {
  warn({where(record.number),
        fmt::format("{} stands twice in the record, which counts as lost", quoted(name)),
        "which of the two values is meant is not defined",
        "correct what logs it, so that each name stands once"});
  record = events_lost(record);
}

void ReaderBase::note_resolution(std::optional<std::int64_t> time) {
  if (!time || *time == 0) return;  // where clocks begin, however fine they are
  if (resolution_ == 0) resolution_ = kSecond;
  if (*time % resolution_ != 0) resolution_ = kMillisecond;
  if (*time % resolution_ != 0) resolution_ = 1;
}

void ReaderBase::warn_of_resolution() {
  if (resolution_ < kMillisecond) return;
  warn({name_,
        fmt::format("the times are whole {}",
                    resolution_ == kSecond ? "seconds" : "milliseconds"),
        "within one, only the order of the lines tells which event came first",
        "record to an .etl file and read that, for times as they were logged"});
}

void ReaderBase::warn_refused(const Record& record, const RefusedFields& refused) {
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<FieldId>(i);
    if (!refused.contains(field)) {
      continue;
    }
    if (++warning_count_; warnings_.size() >= kMaxWarnings) {
      continue;
    }
    const std::string_view value = trimmed(refused.value(field));
    const bool symbolic = value.find("STATUS_") != std::string_view::npos;
    std::string what = field == FieldId::Status && symbolic
                           ? fmt::format("unknown status name {}", quoted(value))
                           : fmt::format("{} is {}", name_of(field), quoted(value));
    const bool counts_as_lost = field == FieldId::Phase && is_call(record.function);
    std::string help = "the field is taken as not logged; correct what logs it";
    if (counts_as_lost) {
      help = "the record counts as lost; log Phase as enter or exit";
    } else if (field == FieldId::Status && symbolic) {
      help = "the field is taken as not logged; log the number";
    }
    warnings_.push_back(
        {where(record.number), std::move(what),
         fmt::format("{} of {} must be {}", name_of(field),
                     name_of(record.function, record.spelling), expected_value(field)),
         std::move(help)});
  }
}

void ReaderBase::count_unknown(std::string_view name, std::uint64_t number,
                               std::uint64_t count) {
  name = name.substr(0, kMaxUnknownNameSize);
  const auto found = unknown_index_.find(name);
  if (found != unknown_index_.end()) {
    unknown_events_[found->second].count += count;
    return;
  }
  if (unknown_events_.size() < kMaxUnknownNames) {
    unknown_index_.emplace(name, unknown_events_.size());
    unknown_events_.push_back({std::string(name), count, number});
    return;
  }
  if (unknown_events_.size() == kMaxUnknownNames) {
    unknown_events_.push_back({"(others)", 0, number});
  }
  unknown_events_.back().count += count;
}

std::uint16_t ReaderBase::intern_provider(std::string_view name, std::uint64_t number) {
  if (name == last_provider_name_) {
    return last_provider_;
  }
  const auto found = provider_index_.find(name);
  if (found != provider_index_.end()) {
    last_provider_ = found->second;
    last_provider_name_ = found->first;
    return found->second;
  }
  if (providers_.size() == kMaxProviders) {
    warn({where(number), "more than 65535 providers in one recording",
          "records of further ones are read as if they named none", ""});
    return 0;
  }
  last_provider_ = static_cast<std::uint16_t>(providers_.size());
  providers_.emplace_back(name);
  provider_index_.emplace(name, last_provider_);
  last_provider_name_ = providers_.back();
  return last_provider_;
}

std::uint32_t ReaderBase::intern_source(const RecordText& texts, std::uint64_t number) {
  source_key_.assign(reinterpret_cast<const char*>(&texts.line), sizeof(texts.line));
  source_key_.append(texts.file).push_back('\0');
  source_key_.append(texts.func);
  const auto found = source_index_.find(std::string_view(source_key_));
  if (found != source_index_.end()) {
    return found->second;
  }
  if (sources_.size() == kMaxSources) {
    warn({where(number), "more than 1000000 source locations in one recording",
          "records of further ones are read as if they named none", ""});
    return 0;
  }
  const auto index = static_cast<std::uint32_t>(sources_.size());
  sources_.push_back({std::string(texts.file), texts.line, std::string(texts.func)});
  source_index_.emplace(source_key_, index);
  return index;
}

}  // namespace condis
