#include "traces/etl_writer.h"

#include <algorithm>
#include <limits>

#include "traces/etl_file.h"
#include "traces/etl_format.h"
#include "traces/event_schema.h"
#include "traces/field_values.h"

namespace condis {
namespace {

constexpr std::size_t kLongestText = 4000;
constexpr std::int64_t kTicksPerSecond = 1'000'000'000;
constexpr std::uint8_t kOutFollows = 0x80;

void align(std::string& out) {
  out.resize((out.size() + 7) & ~std::size_t{7});
}

// ASCII text in UTF-16, with its zero.
void put_wide(std::string& out, std::string_view text) {
  for (const char c : text) put(out, std::uint16_t{static_cast<std::uint8_t>(c)});
  put(out, std::uint16_t{0});
}

// The same for the same name; providers without one have none.
Guid guid_of(std::string_view provider) {
  Guid guid{};
  if (provider.empty()) return guid;
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (std::size_t i = 0; i < guid.size(); ++i) {
    for (const char c : provider) {
      hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3u;
    }
    guid[i] = static_cast<std::uint8_t>(hash >> 32);
  }
  return guid;
}

// The fields of one event: their schema and their values, side by side.
class Payload {
 public:
  explicit Payload(std::string_view event) {
    put(schema_, std::uint16_t{0});  // its size
    put(schema_, std::uint8_t{0});   // tags
    schema_.append(event);
    schema_ += '\0';
  }

  template <class Number>
  void number(FieldId field, InType type, Number value) {
    name(field, type, OutType::Default);
    put(values_, value);
  }

  void boolean(FieldId field, bool value) {
    name(field, InType::UInt8, OutType::Boolean);
    put(values_, std::uint8_t{value});
  }

  void text(FieldId field, std::string_view value) {
    if (value.empty()) return;
    std::size_t size = std::min(value.size(), kLongestText);
    // Not within a character.
    while (size < value.size() && (value[size] & 0xC0) == 0x80) --size;
    name(field, InType::CountedAnsi, OutType::Utf8);
    put(values_, static_cast<std::uint16_t>(size));
    values_.append(value.substr(0, size));
  }

  const std::string& values() const { return values_; }
  const std::string& schema() {
    put_at(schema_, 0, static_cast<std::uint16_t>(schema_.size()));
    return schema_;
  }

 private:
  void name(FieldId field, InType type, OutType out) {
    schema_.append(name_of(field));
    schema_ += '\0';
    const auto in = static_cast<std::uint8_t>(type);
    if (out == OutType::Default) {
      put(schema_, in);
    } else {
      put(schema_, static_cast<std::uint8_t>(in | kOutFollows));
      put(schema_, static_cast<std::uint8_t>(out));
    }
  }

  std::string schema_;
  std::string values_;
};

Payload payload_of(const Record& record, const SourceLocation& source) {
  Payload payload(name_of(record.function, record.spelling));
  const auto number = [&](Field field, FieldId id, InType type, auto value) {
    if (record.has(field)) payload.number(id, type, value);
  };
  if (record.phase != Phase::None) {
    payload.number(FieldId::Phase, InType::UInt8,
                   std::uint8_t{record.phase == Phase::Exit});
  }
  number(Field::CallId, FieldId::CallId, InType::UInt64, record.call_id);
  number(Field::Seq, FieldId::Seq, InType::UInt64, record.seq);
  number(Field::Irql, FieldId::Irql, InType::UInt8, record.irql);
  number(Field::VcHandle, FieldId::VcHandle, InType::HexInt64, record.vc_handle);
  number(Field::VcContext, FieldId::VcContext, InType::HexInt64, record.vc_context);
  number(Field::PartyHandle, FieldId::PartyHandle, InType::HexInt64, record.party_handle);
  number(Field::PartyContext, FieldId::PartyContext, InType::HexInt64,
         record.party_context);
  number(Field::Status, FieldId::Status, InType::HexInt32, record.status);
  number(Field::Flags, FieldId::Flags, InType::HexInt32, record.flags);
  if (record.has(Field::HasData)) payload.boolean(FieldId::HasData, record.has_data);
  number(Field::DataSize, FieldId::DataSize, InType::UInt32, record.data_size);
  payload.text(FieldId::File, source.file);
  if (source.line != 0) payload.number(FieldId::Line, InType::UInt32, source.line);
  payload.text(FieldId::Func, source.function);
  payload.text(FieldId::Role, word_of(record.role));
  if (record.close_data != Support::Unknown) {
    payload.text(FieldId::CloseData, word_of(record.close_data));
  }
  payload.text(FieldId::State, word_of(record.state));
  number(Field::Count, FieldId::Count, InType::UInt64, record.count);
  return payload;
}

// An extended data item, its own size in front.
void put_item(std::string& out, std::uint16_t type, bool last, std::string_view data) {
  put(out, static_cast<std::uint16_t>((8 + data.size() + 7) & ~std::size_t{7}));
  put(out, type);
  put(out, std::uint16_t{!last});
  put(out, static_cast<std::uint16_t>(data.size()));
  out.append(data);
  align(out);
}

}  // namespace

EtlWriter::EtlWriter(Put put, std::uint32_t buffer_size)
    : put_(std::move(put)), buffer_size_(buffer_size) {}

bool EtlWriter::add(const Record& record, std::string_view provider,
                    const SourceLocation& source) {
  if (record.has(Field::Time)) {
    last_time_ = record.time;
    last_processor_ = record.cpu % kEtlMostProcessors;
  }
  if (!begun_) {
    begin(last_time_);
  }
  const auto stamp = static_cast<std::int64_t>(static_cast<std::uint64_t>(last_time_) -
                                               static_cast<std::uint64_t>(start_));
  build_event(record, provider, source, stamp);
  Buffer& buffer = buffers_[last_processor_];
  if (kEtlBufferHeader + buffer.events.size() + event_.size() > buffer_size_) {
    flush(last_processor_, buffer);
  }
  buffer.events += event_;
  buffer.newest = stamp;
  newest_ = std::max(newest_, stamp);
  processors_ = std::max<std::uint32_t>(processors_, last_processor_ + 1u);
  return !failed_;
}

// The front is written when all is known; until then its place is kept.
void EtlWriter::begin(std::int64_t time) {
  begun_ = true;
  const std::int64_t rest = time % 100;
  start_ = time - (rest < 0 ? rest + 100 : rest);
  failed_ = !put_(0, std::string(buffer_size_, '\xFF'));
}

void EtlWriter::build_event(const Record& record, std::string_view provider,
                            const SourceLocation& source, std::int64_t stamp) {
  constexpr std::uint16_t kHasItems = 1;
  constexpr std::uint8_t kChannel = 11;  // of all TraceLogging events
  constexpr std::uint8_t kInformation = 4;
  Payload payload = payload_of(record, source);
  event_.assign(80, '\0');
  event_[2] = 0x13;
  event_[3] = static_cast<char>(0xC0);
  put_at(event_, 0x04, kHasItems);
  put_at(event_, 0x08, record.has(Field::ThreadId) ? record.thread_id : kEtlNoId);
  put_at(event_, 0x0C, record.process_id);
  put_at(event_, 0x10, stamp);
  put_at(event_, 0x18, guid_of(provider));
  event_[0x2B] = kChannel;
  event_[0x2C] = kInformation;
  if (!provider.empty()) {
    std::string traits;
    put(traits, std::uint16_t{0});
    traits.append(provider.substr(0, kLongestText));
    traits += '\0';
    put_at(traits, 0, static_cast<std::uint16_t>(traits.size()));
    put_item(event_, 0x0C, false, traits);
  }
  put_item(event_, 0x0B, true, payload.schema());
  event_ += payload.values();
  put_at(event_, 0x00, static_cast<std::uint16_t>(event_.size()));
  align(event_);
}

bool EtlWriter::flush(std::uint16_t processor, Buffer& buffer) {
  const std::uint64_t offset = std::uint64_t{written_++} * buffer_size_;
  failed_ = !write_buffer(offset, buffer.events, 0, processor, buffer.newest) || failed_;
  buffer.events.clear();
  return !failed_;
}

bool EtlWriter::finish() {
  if (!begun_) {
    begin(0);
  }
  for (auto& [processor, buffer] : buffers_) {
    if (!buffer.events.empty()) flush(processor, buffer);
  }
  constexpr std::uint16_t kHeaderType = 4;
  std::string event = header_event();
  align(event);
  return write_buffer(0, event, kHeaderType, 0, 0) && !failed_;
}

bool EtlWriter::write_buffer(std::uint64_t offset, std::string_view events,
                             std::uint16_t type, std::uint16_t processor,
                             std::int64_t stamp) {
  constexpr std::uint32_t kFlushed = 3;
  const auto used = static_cast<std::uint32_t>(kEtlBufferHeader + events.size());
  std::string buffer(kEtlBufferHeader, '\0');
  put_at(buffer, 0x00, buffer_size_);
  put_at(buffer, 0x04, used);
  put_at(buffer, 0x08, used);
  put_at(buffer, 0x10, stamp);
  put_at(buffer, 0x18, offset / buffer_size_);
  put_at(buffer, 0x28, processor);
  put_at(buffer, 0x2C, kFlushed);
  put_at(buffer, 0x30, used);
  const std::uint16_t flags = type == 0 ? EtlBufferHeader::kHasProcessorIndex : 0;
  put_at(buffer, 0x34, flags);
  put_at(buffer, 0x36, type);
  buffer += events;
  buffer.resize(buffer_size_, '\xFF');
  return put_(offset, buffer);
}

std::string EtlWriter::header_event() const {
  constexpr std::size_t kHeader = 32;
  constexpr std::uint32_t kSequential = 1;
  const auto file_time = [&](std::int64_t nanoseconds) {
    return nanoseconds / 100 + kFileTimeOfUnixEpoch;
  };
  std::string event(kHeader + 0x118, '\0');
  const auto field = [&](std::size_t at, auto value) {
    put_at(event, kHeader + at, value);
  };
  put_at(event, 0x00, std::uint16_t{2});
  event[2] = 0x02;
  event[3] = static_cast<char>(0xC0);
  put_at(event, 0x08, kEtlNoId);
  put_at(event, 0x0C, kEtlNoId);
  field(0x00, buffer_size_);
  field(0x04, std::uint32_t{0x0501'000A});  // Windows 10.0, format 1.5
  field(0x08, std::uint32_t{19041});
  field(0x0C, processors_);
  field(0x10, file_time(start_ + newest_) + 1);
  field(0x18, std::uint32_t{156'250});  // 1/64 s
  field(0x20, kSequential);
  field(0x24, written_);
  field(0x28, std::uint32_t{1});
  field(0x2C, std::uint32_t{8});
  field(0xF8, file_time(start_));
  field(0x100, kTicksPerSecond);
  field(0x108, file_time(start_));
  field(0x110, static_cast<std::uint32_t>(EtlLogfileHeader::Clock::Qpc));
  put_wide(event, "condis-check");
  put_wide(event, "[converted]");
  put_at(event, 0x04, static_cast<std::uint16_t>(event.size()));
  return event;
}

}  // namespace condis
