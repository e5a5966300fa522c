// Finds the plan by which an event of an .etl file becomes a Record.
//
// A driver logs from some dozen places, and each gives its events the same schema and the
// same name of the provider, byte for byte. By these bytes a plan is found again. Plans
// are learnt from events that went the long way; how many are kept is bounded. Tested by
// tests/traces/etl_plans_test.cpp.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traces/etl_buffer.h"
#include "traces/record_plan.h"

namespace condis {

class EtlPlans {
 public:
  // What events have in common that one plan is for.
  struct Key {
    const char* event = nullptr;  // its header, for the provider's GUID
    bool wide = false;            // 64-bit pointers
    std::string_view traits;
    std::string_view schema;
    std::string_view payload;  // no part of it
    std::uint64_t hash = 0;
  };
  // Nothing if it is no TraceLogging event, or its extended items make no sense.
  static std::optional<Key> key_of(const EtlEvent& event);

  struct Entry {
    std::optional<RecordPlan> plan;  // nothing: all of these take the long way
    std::uint16_t provider = 0;      // Record::provider

    // Index of a source location that was seen before; nothing if it was not.
    std::optional<std::uint32_t> source(const RecordPlan::Values& values) const;
    void learn_source(const RecordPlan::Values& values, std::uint32_t index);

   private:
    static constexpr std::size_t kSources = 16;
    struct Source {
      std::string file, func;
      std::uint64_t line = 0;
      std::uint32_t index = 0;
      bool known = false;
    };
    std::vector<Source> sources_;  // by line, the latest
  };

  // Null if nothing is known of such events.
  Entry* find(const Key& key);
  // They are not known yet.
  void learn(const Key& key, const EventSchema& schema, std::uint16_t provider);

 private:
  struct Known {
    Guid provider_id{};
    bool wide = false;
    std::string traits;
    std::string schema;
    std::uint64_t hash = 0;
    Entry entry;

    bool is(const Key& key) const;
  };

  void place(Known& known);

  std::deque<Known> known_;
  std::size_t bytes_ = 0;      // of their keys
  std::vector<Known*> slots_;  // a power of two; by hash, then the next free one
};

}  // namespace condis
