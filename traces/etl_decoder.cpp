#include "traces/etl_decoder.h"

#include <fmt/format.h>

#include "traces/tracelogging.h"

namespace condis {
namespace {

// A recording has some hundred of each; beyond these numbers they are forgotten, and read
// again where they come back.
constexpr std::size_t kMostSchemas = 4096;
constexpr std::size_t kMostSchemaBytes = 4 * 1024 * 1024;
constexpr std::size_t kMostLabels = 65'536;

}  // namespace

void EtlDecoder::collect_schemas(EtlFile& file) {
  EtlChain chain = file.chain();
  EtlBuffer buffer;
  EtlBufferCursor cursor;
  EtlEvent event;
  while (chain.next(buffer)) {
    cursor.open(file.bytes(), buffer.offset, buffer.header);
    while (cursor.next(event)) {
      const bool classic =
          is_classic(event.kind) && load_guid(event.at + 0x18) == kEventMetadata;
      const bool manifest =
          is_manifest(event.kind) && load<std::uint16_t>(event.at + 0x28) == 0xFFFE;
      if (classic || manifest) {
        schemas_.learn(event, decode_header(event));
      }
    }
    file.release(buffer.offset, buffer.header.size);
  }
  schemas_.finish();
}

const DecodedEvent& EtlDecoder::decode(const EtlEvent& event, std::uint64_t number) {
  header_ = decode_header(event);
  schema_ = nullptr;
  event_ = {};
  event_.number = number;
  event_.provider_id = header_.provider;
  event_.id = header_.id.value_or(0);
  event_.version = static_cast<std::uint8_t>(header_.version);
  event_.channel = header_.channel;
  event_.level = header_.level;
  event_.opcode = header_.opcode;
  event_.task = header_.task;
  event_.keyword = header_.keyword;
  event_.time = file_.clock().nanoseconds(event.stamp);
  if (!file_.header().has_mode(EtlLogfileHeader::kNoPerProcessorBuffers)) {
    event_.cpu = event.processor;
  }
  if (header_.process_id.value_or(kEtlNoId) != kEtlNoId) {
    event_.process_id = header_.process_id;
  }
  if (header_.thread_id.value_or(kEtlNoId) != kEtlNoId) {
    event_.thread_id = header_.thread_id;
  }
  decode_payload(event);
  name_event(event);
  return event_;
}

void EtlDecoder::decode_payload(const EtlEvent& event) {
  if (is_kernel(event.kind)) {
    outcome_ = header_.group == 0 ? Outcome::Bookkeeping : Outcome::NoDecoder;
    return;
  }
  if (is_classic(event.kind)) {
    outcome_ = is_of_merging(*header_.provider)    ? Outcome::Bookkeeping
               : *header_.provider == kRtLostEvent ? Outcome::LossReported
                                                   : Outcome::NoDecoder;
    return;
  }
  if (!is_manifest(event.kind)) {
    outcome_ = Outcome::NoDecoder;
    return;
  }
  if (header_.damaged) {
    outcome_ = Outcome::Undecodable;
    return;
  }
  const bool tracelogging = !header_.tracelogging.empty();
  if (tracelogging) {
    const auto& schema = tracelogging_schema(header_.tracelogging);
    if (!schema) {
      outcome_ = Outcome::Undecodable;
      return;
    }
    schema_ = &*schema;
  } else {
    schema_ = schemas_.find(*header_.provider, *header_.id, event_.version);
    if (schema_ == nullptr) {
      const bool manifest = *header_.id == 0xFFFE && header_.task == 0xFFFE;
      outcome_ = manifest ? Outcome::Bookkeeping : Outcome::NoSchema;
      return;
    }
  }
  const bool fits = payload_.decode(*schema_, header_.payload, pointer_size(event.kind));
  // A manifest may leave out what stands at the end; a TraceLogging event says it all.
  const bool whole = fits && (!tracelogging || payload_.rest().empty());
  outcome_ = whole ? Outcome::Decoded : Outcome::Undecodable;
  if (whole) {
    event_.fields = payload_.fields();
  }
}

void EtlDecoder::name_event(const EtlEvent& event) {
  if (!header_.traits.empty()) {
    event_.provider = provider_name_of_traits(header_.traits);
  }
  if (schema_ != nullptr) {
    event_.name = !schema_->event_name.empty() ? schema_->event_name : schema_->task_name;
    if (event_.provider.empty()) event_.provider = schema_->provider_name;
  }
  if (event_.provider.empty() || event_.name.empty()) {
    const Label& made_up = label(event);
    // Without name and GUID there is no provider to speak of.
    if (event_.provider.empty() && header_.provider != Guid{}) {
      event_.provider = made_up.provider;
    }
    if (event_.name.empty()) event_.name = made_up.name;
  }
}

const std::optional<EventSchema>& EtlDecoder::tracelogging_schema(
    std::string_view metadata) {
  const auto found = tracelogging_.find(metadata);
  if (found != tracelogging_.end()) [[likely]] {
    return found->second;
  }
  if (tracelogging_.size() >= kMostSchemas || schema_bytes_ > kMostSchemaBytes) {
    tracelogging_.clear();
    schema_bytes_ = 0;
  }
  schema_bytes_ += metadata.size();
  return tracelogging_.emplace(std::string(metadata), parse_tracelogging(metadata))
      .first->second;
}

const EtlDecoder::Label& EtlDecoder::label(const EtlEvent& event) {
  const bool manifest = is_manifest(event.kind);
  Guid provider = header_.provider.value_or(Guid{});
  if (is_kernel(event.kind)) {
    provider = kernel_class(header_.group).value_or(Guid{header_.group});
  }
  const bool by_id = manifest || event.kind == EtlKind::Message;
  const std::uint16_t number = by_id ? event_.id : std::uint16_t{event_.opcode};
  const LabelKey key{provider, number, !by_id};
  const auto found = labels_.find(key);
  if (found != labels_.end()) {
    return found->second;
  }
  if (labels_.size() >= kMostLabels) {
    labels_.clear();
  }
  Label label;
  if (is_kernel(event.kind) && !kernel_class(header_.group)) {
    label.provider = fmt::format("kernel group {}", header_.group);
  } else if (event.kind == EtlKind::Message && !header_.provider) {
    label.provider = fmt::format("component {}", header_.component);
  } else {
    label.provider =
        event_.provider.empty() ? format_guid(provider) : std::string(event_.provider);
  }
  label.name = fmt::format("{}/{}{}", label.provider, by_id ? "" : "opcode ", key.id);
  return labels_.emplace(key, std::move(label)).first->second;
}

}  // namespace condis
