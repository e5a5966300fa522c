#include "traces/etl_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace condis {
namespace {

constexpr std::uint64_t kUndecodableWarnings = 3;

}  // namespace

Record loss_since(std::uint64_t number, std::uint64_t count) {
  Record record;
  record.number = std::max<std::uint64_t>(number, 1);
  record.function = Function::EventsLost;
  record.count = count;
  record.set(Field::Count);
  return record;
}

Result<std::unique_ptr<Reader>> EtlReader::open(MappedFile file, const std::string& name,
                                                const Mapping* mapping) {
  auto opened = EtlFile::open(std::move(file), name);
  if (!opened) {
    return opened.error();
  }
  return std::unique_ptr<Reader>(
      std::make_unique<EtlReader>(std::move(*opened), name, mapping));
}

EtlReader::EtlReader(EtlFile file, const std::string& name, const Mapping* mapping)
    : ReaderBase(name, mapping, '#'),
      file_(std::move(file)),
      merge_(file_),
      decoder_(file_),
      newest_(kEtlMostProcessors) {
  // Of TraceLogging events, which are schema 1 as they are, each carries its schema.
  if (mapping != nullptr) decoder_.collect_schemas(file_);
  warn_of_losses();
}

std::optional<CounterClock> EtlReader::counter_clock() const {
  const EtlLogfileHeader& header = file_.header();
  const EtlClock& clock = file_.clock();
  if (header.clock != EtlLogfileHeader::Clock::Qpc || !clock.known()) {
    return std::nullopt;
  }
  return CounterClock{static_cast<std::uint64_t>(clock.ticks_per_second()),
                      header.boot_time, clock.nanoseconds(0)};
}

std::size_t EtlReader::read(std::span<Record> records) {
  std::size_t count = 0;
  while (count < records.size() && !done_) {
    const EtlEvent* const event = merge_.next();
    count += (event != nullptr ? take(*event, records[count]) : finish(records[count]))
                 ? 1
                 : 0;
  }
  bytes_read_.store(merge_.bytes_read(), std::memory_order_relaxed);
  return count;
}

// False if the event is no record: not of schema 1.
bool EtlReader::take(const EtlEvent& event, Record& record) {
  if (event.loss != EtlLoss::None) {
    make_loss(event, record);
    return true;
  }
  newest_[event.processor] = ++number_;
  const std::optional<EtlPlans::Key> key = EtlPlans::key_of(event);
  EtlPlans::Entry* const entry = key ? plans_.find(*key) : nullptr;
  const bool planned =
      entry != nullptr && entry->plan && entry->plan->read(key->payload, values_);
  if (planned && !entry->plan->documented()) {
    count_unknown(entry->plan->event(), number_);
    return false;
  }
  if (planned) {
    if (const std::optional<std::uint32_t> source = entry->source(values_)) {
      entry->plan->fill(values_, record);
      fill_header(event, record);
      record.provider = entry->provider;
      record.source = *source;
      return true;
    }
  }
  const bool admitted = decode(event, record);
  if (planned) {
    entry->learn_source(values_, record.source);
  } else if (key && entry == nullptr) {
    learn(*key, record, admitted);
  }
  return admitted;
}

// As EtlDecoder and store_header do.
void EtlReader::fill_header(const EtlEvent& event, Record& record) const {
  record.number = number_;
  record.time = file_.clock().nanoseconds(event.stamp);
  record.set(Field::Time);
  if (!file_.header().has_mode(EtlLogfileHeader::kNoPerProcessorBuffers)) {
    record.cpu = event.processor;
    record.set(Field::Cpu);
  }
  const auto thread = load<std::uint32_t>(event.at + 0x08);
  if (thread != kEtlNoId) {
    record.thread_id = thread;
    record.set(Field::ThreadId);
  }
  const auto process = load<std::uint32_t>(event.at + 0x0C);
  record.process_id = process == kEtlNoId ? 0 : process;
}

// What is to be known of further events like the one that was just decoded.
void EtlReader::learn(const EtlPlans::Key& key, const Record& record, bool admitted) {
  const std::string_view provider = decoder_.event().provider;
  const bool named = record.provider != 0 || provider.empty();
  const bool known = admitted ? named : record.function == Function::Unknown;
  if (decoder_.outcome() == EtlDecoder::Outcome::Decoded && known &&
      !mapper().concerns(provider)) {
    plans_.learn(key, *decoder_.schema(), record.provider);
  }
}

bool EtlReader::decode(const EtlEvent& event, Record& record) {
  const DecodedEvent& decoded = decoder_.decode(event, number_);
  switch (decoder_.outcome()) {
    case EtlDecoder::Outcome::Bookkeeping: return false;
    case EtlDecoder::Outcome::LossReported:
      record = loss_since(number_, 0);
      record.time = *decoded.time;
      record.set(Field::Time);
      return true;
    case EtlDecoder::Outcome::Undecodable:
      if (++undecodable_ <= kUndecodableWarnings) {
        warn({where(number_),
              fmt::format("{} of {} does not fit the schema it carries",
                          quoted(decoded.name), quoted(decoded.provider)),
              "its fields are not known", "nothing to do if it is no CoNDIS event"});
      }
      break;
    default: break;
  }
  record = Record{};
  RecordText texts;
  mapper().decode(decoded, record, texts);
  const bool documented = record.function != Function::Unknown;
  if (documented && decoder_.outcome() == EtlDecoder::Outcome::Undecodable) {
    record = loss_since(number_, 1);  // a call, but nothing is known of it
    return true;
  }
  return admit(record, texts, mapper().refused());
}

void EtlReader::make_loss(const EtlEvent& event, Record& record) {
  record = loss_since(newest_[event.processor], 0);
  if (event.stamp != kEtlNoStamp) {
    record.time = file_.clock().nanoseconds(event.stamp);
    record.set(Field::Time);
  }
}

// After the last event: what may be missing anywhere.
bool EtlReader::finish(Record& record) {
  done_ = true;
  if (undecodable_ > kUndecodableWarnings) {
    warn({name(),
          fmt::format("{} further events do not fit the schemas they carry",
                      undecodable_ - kUndecodableWarnings),
          "", ""});
  }
  if (!file_.lost_anywhere()) {
    return false;
  }
  record = loss_since(1, file_.header().events_lost);
  return true;
}

void EtlReader::warn_of_losses() {
  const EtlDamage& damage = file_.damage();
  const std::string losses = file_.losses();
  if (!losses.empty()) {
    warn({name(), fmt::format("the recording is incomplete: {}", losses),
          "when, it does not say: what is found violated may be due to that",
          "record again with more and larger buffers: logman start NAME -ets -bs 1024 "
          "-nb 64 256"});
  }
  if (damage.cut_off || damage.rest_lost) {
    warn({name(),
          damage.cut_off ? "the file ends inside a buffer"
                         : "the file cannot be read on after a damaged buffer",
          "events are missing at the end", "copy it again, if it is a copy"});
  }
  if (damage.not_closed) {
    warn({name(), "the session was not stopped before the file was taken",
          "what the processors had not written out is missing",
          "stop it first: logman stop NAME -ets"});
  }
  if (file_.session_count() > 1) {
    warn(
        {name(),
         fmt::format("{} sessions were recorded to the file, one after the other",
                     file_.session_count()),
         "what happened in between is missing",
         "let each session write a file of its own: logman start NAME -ets -o FILE.etl"});
  }
  if (!file_.clock().known()) {
    warn({name(), "the clock's frequency makes no sense",
          "times are shown in ticks of the clock, and their order holds", ""});
  }
}

}  // namespace condis
