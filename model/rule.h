// A rule's entry in the catalogue: what the comment block above its formula in specs/
// says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace condis {

enum class Severity : std::uint8_t { Note, Warning, Error };

struct Rule {
  std::string id;                       // @rule: the catalogue's id, never reused
  std::string group;                    // @group: "C1 client drop"
  std::string title;                    // @title: one sentence, what the rule demands
  std::string at_fault;                 // @fault: "client", "CM/MCM", "NDIS", ...
  Severity severity = Severity::Error;  // @severity
  std::string kind;     // @kind: safety, obligation, parameter, return, irql
  std::string page;     // @page: file name of the document, with its section
  std::string section;  // @section: heading under which the quote stands
  std::string quote;    // @quote: verbatim
  std::vector<std::string> see_also;  // @see: further pages, or other rules
  std::string reading;  // @reading: how an ambiguous point is read; may be empty
  std::string message;  // @message: what happened, with {party}, {vc}, {event},
                        // {status}, {because} to be filled in
  std::vector<std::string> implies;  // @implies: rules that break whenever this one does
  std::string formula;               // the define-fun, as written
  std::string file;                  // where it stands in the specification
  int line = 0;                      // of the define-fun
};

// A documented rule that no trace can show (@not-visible), and why.
struct InvisibleRule {
  std::string id;
  std::string group;
  std::string title;
  std::string page;
  std::string quote;
  std::string reason;
};

const char* name_of(Severity severity);  // "error", "warning", "note"

}  // namespace condis
