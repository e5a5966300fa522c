// Decodes one <Event> of a recording that tracerpt wrote as XML.
//
// The header fields come from System: Provider Name (else Guid), TimeCreated SystemTime
// and Execution; all others from EventData, where a Data element carries its field's name
// as an attribute. Values are padded with blanks; an empty one counts as absent.
//
// The event's name is the first documented name among: RenderingInfo/Task (there tracerpt
// puts the name of a TraceLogging event), the Name of EventData, a Data element called
// Event, RenderingInfo/EventName. Task texts of other providers are localised and never
// match.
//
// In the place of the fields there may stand what tracerpt could not decode, with an
// error code or without. Tested by tests/traces/xml_reader_test.cpp.
#pragma once

#include <cstddef>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "traces/decoded_event.h"
#include "traces/tracerpt_time.h"

namespace condis {

class XmlEventParser {
 public:
  // Overwrites the text. False if it is not well-formed: fault() says why. `texts` and
  // the refused values stay valid until the next call, or until the text is gone.
  bool parse(char* text, std::size_t size, Record& record, RecordText& texts);

  // The event that was parsed last, for a mapping: all that stands in it. Its fields are
  // the Data elements, those without a name included; the elements of UserData without
  // children; and what DebugData says beside the message. Valid as long as the text.
  const DecodedEvent& decoded();

  // The event is the recording's own, whose counters say that events are missing
  // somewhere: the record is an EventsLost with their number.
  bool tells_losses() const { return tells_losses_; }
  const RefusedFields& refused() const { return refused_; }
  // What stands there in the place of the fields: "bytes without a schema", "error
  // 15005";
  // "" if they were decoded.
  const std::string& undecoded() const { return undecoded_; }
  std::string_view fault() const { return fault_; }

 private:
  // What an event may be called, in order of preference.
  struct Names {
    std::string_view task;
    std::string_view event_data;
    std::string_view data;
    std::string_view event_name;
  };

  void decode_header(const pugi::xml_node& system);
  void decode_payload(const pugi::xml_node& payload);
  void decode_debug_data(const pugi::xml_node& debug_data);
  void add_field(std::string_view name, std::string_view text);
  void read_system(const pugi::xml_node& system);
  void read_event_data(const pugi::xml_node& event_data, Names& names);
  void read_losses(const pugi::xml_node& event);
  void choose_name(const Names& names, const pugi::xml_node& event);
  void store(FieldId field, std::string_view text);
  void store_time(std::string_view text);

  pugi::xml_document document_;
  RefusedFields refused_;
  std::string fault_;
  bool tells_losses_ = false;
  std::string undecoded_;
  std::string made_up_name_;
  Record* record_ = nullptr;
  RecordText* texts_ = nullptr;
  TracerptClock clock_;
  DecodedEvent decoded_;
  std::vector<DecodedField> fields_;  // of decoded_
};

}  // namespace condis
