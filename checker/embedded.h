// What the program carries within itself besides the specification.
// cmake/condis_embed.cmake generates the definitions.
#pragma once

#include <span>
#include <string_view>

namespace condis {

// A sample trace of a rule: traces/samples/RULE/violated-*.jsonl and holds-*.jsonl.
struct SampleFile {
  std::string_view name;  // "RULE/violated-1.jsonl"
  std::string_view text;
};

// Sorted by name.
std::span<const SampleFile> embedded_samples();

// A part of the page that report_html.h writes: checker/html/.
struct PageFile {
  std::string_view name;  // "report.css"
  std::string_view text;
};
std::span<const PageFile> embedded_page();

// The transition table as it was filled when the program was built; empty if it was not.
std::string_view warmed_table();

}  // namespace condis
