#include "traces/record_plan.h"

#include <algorithm>
#include <limits>

#include "traces/etl_format.h"

namespace condis {
namespace {

// The highest number that the field can be; nothing if it is none.
std::optional<std::uint64_t> highest_of(FieldId field) {
  constexpr std::uint64_t kCandidates[] = {std::numeric_limits<std::uint64_t>::max(),
                                           std::numeric_limits<std::uint32_t>::max(),
                                           kHighestIrql, 1};
  for (const std::uint64_t candidate : kCandidates) {
    Record record;
    RecordText texts;
    if (store_integer(field, candidate, record, texts)) return candidate;
  }
  return std::nullopt;
}

RecordPlan::Number number_of(FieldId field) {
  using Number = RecordPlan::Number;
  switch (field) {
    case FieldId::Phase: return Number::Phase;
    case FieldId::CallId: return Number::CallId;
    case FieldId::Seq: return Number::Seq;
    case FieldId::Irql: return Number::Irql;
    case FieldId::VcHandle: return Number::VcHandle;
    case FieldId::VcContext: return Number::VcContext;
    case FieldId::PartyHandle: return Number::PartyHandle;
    case FieldId::PartyContext: return Number::PartyContext;
    case FieldId::Status: return Number::Status;
    case FieldId::Flags: return Number::Flags;
    case FieldId::HasData: return Number::HasData;
    case FieldId::DataSize: return Number::DataSize;
    case FieldId::Line: return Number::Line;
    case FieldId::Count: return Number::Count;
    default: return Number::None;
  }
}

// Whether a negative number means the same bits without a sign: a status, an address.
bool sign_is_a_bit(FieldId field, std::size_t size) {
  Record record;
  const bool own_size = size == 8 || (size == 4 && field == FieldId::Status);
  return own_size && store_negative(field, std::uint64_t{1} << (8 * size - 1), record);
}

}  // namespace

std::optional<RecordPlan> RecordPlan::compile(const EventSchema& schema,
                                              std::size_t pointer_size) {
  RecordPlan plan;
  plan.event_ = trimmed(schema.event_name);
  if (schema.event_name.empty() || schema.origin != EventSchema::Origin::TraceLogging) {
    return std::nullopt;
  }
  const NamedFunction named = find_function(plan.event_);
  plan.base_.function = named.function;
  plan.base_.spelling = named.spelling;
  plan.runs_.emplace_back();
  for (const FieldSchema& field : schema.fields) {
    if (!plan.add(field, pointer_size)) return std::nullopt;
  }
  const bool call = static_cast<int>(plan.base_.function) < kCallCount;
  const bool has_phase = (plan.taken_ >> static_cast<unsigned>(FieldId::Phase) & 1u) != 0;
  if (call && !has_phase) return std::nullopt;
  return plan;
}

// Whether the payload's field is one of the record's. The others only need to fit.
bool RecordPlan::wants(FieldId field) const {
  return documented() && field != FieldId::Unknown && !belongs_to_header(field);
}

bool RecordPlan::add(const FieldSchema& field, std::size_t pointer_size) {
  const bool names_function = !documented() && field.id == FieldId::Event;
  if (field.count_kind != FieldSchema::Count::One || names_function) return false;
  if (wants(field.id)) {
    const std::uint32_t bit = 1u << static_cast<unsigned>(field.id);
    if ((taken_ & bit) != 0) return false;
    taken_ |= bit;
  }
  if (const std::size_t size = number_size(field.in, pointer_size); size != 0) {
    return add_number(field, size);
  }
  Run& run = runs_.back();
  const bool text_wanted = field.id == FieldId::File || field.id == FieldId::Func;
  switch (field.in) {
    case InType::Uuid:
    case InType::SystemTime: run.size += 16; return !wants(field.id);
    case InType::Utf16: run.tail = Tail::WideZeroEnded; break;
    case InType::Ansi: run.tail = Tail::ZeroEnded; break;
    case InType::CountedUtf16:
    case InType::CountedAnsi: run.tail = Tail::Counted; break;
    case InType::Binary:
    case InType::CountedBinary:
      run.tail = Tail::Counted;
      if (wants(field.id)) return false;
      break;
    default: return false;
  }
  run.to = field.id;
  runs_.emplace_back().first = steps_.size();
  return !wants(field.id) || text_wanted;
}

bool RecordPlan::add_number(const FieldSchema& field, std::size_t size) {
  Run& run = runs_.back();
  run.size += size;
  if (!wants(field.id)) return true;
  const bool real = field.in == InType::Float || field.in == InType::Double;
  const bool text = field.out == OutType::Text && size <= 2;
  const bool boolean = field.in == InType::Bool32 ||
                       (field.out == OutType::Boolean && field.in != InType::FileTime);
  const Number to = number_of(field.id);
  std::optional<std::uint64_t> highest = highest_of(field.id);
  if (real || text || to == Number::None || !highest ||
      (boolean && to != Number::HasData)) {
    return false;
  }
  if (is_signed(field.in) && !boolean && !sign_is_a_bit(field.id, size)) {
    highest = std::min(*highest, (std::uint64_t{1} << (8 * size - 1)) - 1);
  }
  steps_.push_back({*highest, static_cast<std::uint32_t>(run.size),
                    static_cast<std::uint8_t>(64 - 8 * size), boolean, to});
  ++run.count;
  RecordText texts;
  return store_integer(field.id, 0, base_, texts);  // for its bit in Record::fields
}

bool RecordPlan::read(std::string_view payload, Values& values) const {
  values.numbers = {};
  values.file = values.func = {};
  const char* at = payload.data();
  const char* const end = at + payload.size();
  bool ordinary = true;
  for (const Run& run : runs_) {
    if (run.size > static_cast<std::size_t>(end - at)) return false;
    for (const Step *step = steps_.data() + run.first, *last = step + run.count;
         step != last; ++step) {
      std::uint64_t number = load<std::uint64_t>(at + step->end - 8) >> step->unused;
      number = step->boolean ? std::uint64_t{number != 0} : number;
      ordinary &= number <= step->highest;
      values.numbers[static_cast<std::size_t>(step->to)] = number;
    }
    at += run.size;
    if (run.tail == Tail::None) break;
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    std::string_view text;
    std::size_t size = 0;  // with what counts or ends it
    switch (run.tail) {
      case Tail::Counted:
        if (rest.size() < 2) return false;
        size = 2u + load<std::uint16_t>(at);
        if (size > rest.size()) return false;
        text = rest.substr(2, size - 2);
        break;
      case Tail::WideZeroEnded:
        text = utf16_until_zero(rest);
        size = text.size() + 2;
        break;
      default: text = rest.substr(0, rest.find('\0')); size = text.size() + 1;
    }
    if (size > rest.size()) return false;
    if (run.to == FieldId::File) values.file = text;
    if (run.to == FieldId::Func) values.func = text;
    at += size;
  }
  return ordinary && at == end;
}

void RecordPlan::fill(const Values& values, Record& record) const {
  record = base_;
  record.status = static_cast<std::uint32_t>(values[Number::Status]);
  record.flags = static_cast<std::uint32_t>(values[Number::Flags]);
  record.data_size = static_cast<std::uint32_t>(values[Number::DataSize]);
  record.irql = static_cast<std::uint8_t>(values[Number::Irql]);
  record.has_data = values[Number::HasData] != 0;
  record.call_id = values[Number::CallId];
  record.seq = values[Number::Seq];
  record.vc_handle = values[Number::VcHandle];
  record.vc_context = values[Number::VcContext];
  record.party_handle = values[Number::PartyHandle];
  record.party_context = values[Number::PartyContext];
  record.count = values[Number::Count];
  if (static_cast<int>(record.function) < kCallCount) {
    record.phase = values[Number::Phase] == 0 ? Phase::Enter : Phase::Exit;
  } else {
    record.phase = Phase::None;
  }
}

}  // namespace condis
