// Finds the event in a JSON object that one of the usual tools wrote.
//
// Sealighter, SilkETW, ETW2JSON, golang-etw, Elastic's ETW input, OpenTelemetry and
// tracefmt tell the same in shapes of their own: a header at the top or in an object, the
// payload beside it, in an object or in a list. Names are compared without regard to case
// and underscores; what belongs to no header is payload. The shapes are listed in
// docs/trace-format.md. Tested by tests/traces/json_event_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "traces/decoded_event.h"
#include "traces/json_document.h"

namespace condis {

class JsonEvent {
 public:
  // False if the object names neither provider nor event. The event is valid until the
  // next call, and as long as `object`.
  bool decode(const JsonValue& object, std::uint64_t number);

  const DecodedEvent& event() const { return event_; }
  // A name that stands twice where an object may have it once; "" if there is none.
  const std::string& repeated() const { return repeated_; }
  // A time that is none, as it stands there; "" if there is none.
  const std::string& refused_time() const { return refused_time_; }

 private:
  enum class Place : std::uint8_t { Top, Header, Payload };

  void walk(const JsonValue& object, Place place, std::string_view within);
  bool take_header(std::string_view name, const JsonValue& value);
  void take_time(const JsonValue& value);
  void take_list(const JsonValue& list, std::string_view name);
  void add_attribute(std::string_view name, const JsonValue& value);
  void add_field(std::string_view name, const JsonValue& value);

  DecodedEvent event_;
  std::vector<DecodedField> fields_;
  std::vector<std::string_view> names_;  // what the event may be called, the best first
  std::string name_;                     // made up
  std::string provider_;                 // likewise
  std::string repeated_;
  std::string refused_time_;
  bool has_header_ = false;  // in an object of its own: the top is payload
};

}  // namespace condis
