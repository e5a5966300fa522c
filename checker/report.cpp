#include "checker/report.h"

#include <array>

#include "checker/report_annotations.h"
#include "checker/report_html.h"
#include "checker/report_json.h"
#include "checker/report_junit.h"
#include "checker/report_markdown.h"
#include "checker/report_sarif.h"
#include "checker/report_text.h"

namespace condis {

std::span<const ReportKind> report_kinds() {
  static constexpr std::array<ReportKind, 8> kKinds = {{
      {"text", make_text_report},
      {"json", make_json_report},
      {"sarif", make_sarif_report},
      {"junit", make_junit_report},
      {"markdown", make_markdown_report},
      {"github", make_github_report},
      {"azure", make_azure_report},
      {"html", make_html_report, true},
  }};
  return kKinds;
}

}  // namespace condis
