// Decodes the events of an .etl file: header, and payload where its schema is known.
//
// TraceLogging events carry their schema; a schema is read once and found again by its
// bytes. Manifest events need EventSchemas, collected before. All others (classic and
// kernel events, messages of the software preprocessor) have no fields here. Tested by
// tests/traces/etl_recordings_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "traces/etl_file.h"
#include "traces/etl_header.h"
#include "traces/event_schema.h"
#include "traces/event_schemas.h"

namespace condis {

class EtlDecoder {
 public:
  // `file` must outlive this.
  explicit EtlDecoder(const EtlFile& file) : file_(file) {}

  // Goes through the whole file for the schemas that it carries.
  void collect_schemas(EtlFile& file);

  enum class Outcome : std::uint8_t {
    Decoded,       // fields and all
    Undecodable,   // its payload does not fit its schema, or the header is damaged
    NoSchema,      // its provider's manifest is needed
    NoDecoder,     // classic, kernel, message
    Bookkeeping,   // of the recording itself: it describes it, or carries schemas
    LossReported,  // tells that events were lost
  };

  // `number` is the event's position in the recording. The event is valid until the next
  // call, and as long as the EtlEvent is.
  const DecodedEvent& decode(const EtlEvent& event, std::uint64_t number);

  // Of the event decoded last:
  const DecodedEvent& event() const { return event_; }
  Outcome outcome() const { return outcome_; }
  const EtlHeader& header() const { return header_; }
  const EventSchema* schema() const { return schema_; }
  std::string_view rest() const { return payload_.rest(); }  // behind the last field

  const EventSchemas& schemas() const { return schemas_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  // What an event is called that has no name: its provider and id or opcode.
  struct LabelKey {
    Guid provider;
    std::uint16_t id;
    bool classic;
    auto operator<=>(const LabelKey&) const = default;
  };
  struct Label {
    std::string provider;
    std::string name;
  };

  void decode_payload(const EtlEvent& event);
  void name_event(const EtlEvent& event);
  const std::optional<EventSchema>& tracelogging_schema(std::string_view metadata);
  const Label& label(const EtlEvent& event);

  const EtlFile& file_;
  EventSchemas schemas_;
  std::unordered_map<std::string, std::optional<EventSchema>, TextHash, std::equal_to<>>
      tracelogging_;
  std::size_t schema_bytes_ = 0;  // of its keys
  std::map<LabelKey, Label> labels_;
  PayloadDecoder payload_;
  EtlHeader header_;
  DecodedEvent event_;
  const EventSchema* schema_ = nullptr;
  Outcome outcome_ = Outcome::NoDecoder;
};

}  // namespace condis
