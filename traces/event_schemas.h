// The schemas that a recording carries for events of manifests: those that the merging of
// recordings adds, and the manifests that .NET's EventSource logs piece by piece.
//
// A schema may stand behind the first event that needs it, so that they are collected in
// a pass of their own. What they may take up is bounded: 64 MiB. Tested by
// tests/traces/event_schemas_test.cpp.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "traces/etl_header.h"
#include "traces/event_schema.h"

namespace condis {

class EventSchemas {
 public:
  // Takes what the event has to say of schemas, if anything. True if it is an event that
  // is there for that purpose alone.
  bool learn(const EtlEvent& event, const EtlHeader& header);
  // After the last event.
  void finish();

  // The schema of a manifest's event; null if the recording has none.
  const EventSchema* find(const Guid& provider, std::uint16_t id,
                          std::uint8_t version) const;
  std::size_t size() const { return schemas_.size(); }
  // Schemas that made no sense, or were beyond what is kept.
  std::uint64_t left_out() const { return left_out_; }

 private:
  struct Key {
    Guid provider;
    std::uint16_t id;
    std::uint8_t version;
    auto operator<=>(const Key&) const = default;
  };
  // An EventSource's manifest so far, by provider and process.
  struct Manifest {
    std::uint16_t chunks = 0;
    std::uint16_t next = 0;
    std::string text;
  };

  void learn_event(std::string_view info);
  void learn_map(std::string_view payload);
  void learn_chunk(const EtlHeader& header);
  void learn_manifest(std::string_view xml);
  bool spend(std::size_t bytes);

  std::map<Key, EventSchema> schemas_;
  std::map<std::pair<Guid, std::string>, ValueNames> names_;
  std::map<std::pair<Guid, std::uint32_t>, Manifest> manifests_;
  std::size_t spent_ = 0;
  std::uint64_t left_out_ = 0;
};

// An instrumentation manifest's events, as a list: (provider, id, version, schema).
// Nothing if the text is none.
struct ManifestEvent {
  Guid provider;
  std::uint16_t id;
  std::uint8_t version;
  EventSchema schema;
};
struct ParsedManifest {
  std::vector<ManifestEvent> events;
  std::map<std::pair<Guid, std::string>, ValueNames> names;
};
ParsedManifest parse_manifest(std::string_view xml);

}  // namespace condis
