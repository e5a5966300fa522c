#include "checker/report_annotations.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "checker/printable.h"
#include "checker/report_place.h"
#include "checker/report_text.h"

namespace condis {
namespace {

// Each kind on GitHub.
constexpr std::size_t kMostAnnotations = 10;

struct Annotation {
  FilePlace place;
  std::string title;
  std::string message;
};

std::string replaced(std::string_view text, std::string_view special,
                     std::string_view percent) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '%') {
      out += percent;
    } else if (special.find(c) != std::string_view::npos) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string github_line(Severity weight, const Annotation& annotation) {
  constexpr std::array kCommands = {"notice", "warning", "error"};
  const auto property = [](std::string_view text) { return replaced(text, ":,", "%25"); };
  std::string out = fmt::format("::{} ", kCommands[static_cast<std::size_t>(weight)]);
  if (!annotation.place.file.empty()) {
    out += "file=" + property(annotation.place.file) + ',';
  }
  if (annotation.place.line != 0) out += fmt::format("line={},", annotation.place.line);
  return out + fmt::format("title={}::{}\n", property(annotation.title),
                           replaced(annotation.message, "", "%25"));
}

std::string azure_line(Severity weight, const Annotation& annotation) {
  const auto property = [](std::string_view text) {
    return replaced(text, ";]", "%AZP25");
  };
  std::string out = fmt::format("##vso[task.logissue type={};",
                                weight == Severity::Error ? "error" : "warning");
  if (!annotation.place.file.empty()) {
    out += "sourcepath=" + property(annotation.place.file) + ';';
  }
  if (annotation.place.line != 0) {
    out += fmt::format("linenumber={};", annotation.place.line);
  }
  return out + fmt::format("code={}]{}\n", property(annotation.title),
                           replaced(annotation.message, "", "%AZP25"));
}

// Collects what the two services show alike.
class AnnotationReport : public Report {
 public:
  using LineWriter = std::string (*)(Severity, const Annotation&);

  AnnotationReport(const ReportContext& context, ReportSink sink, LineWriter write,
                   std::size_t most)
      : context_(context), sink_(std::move(sink)), write_(write), most_(most) {}

  void add(const CheckOutcome& outcome) override {
    const TraceResult& result = outcome.result;
    if (outcome.error) {
      const Diagnostic& error = *outcome.error;
      Annotation unusable;
      unusable.place.file = result.path;
      unusable.title = "recording unusable";
      unusable.message = error.what;
      if (!error.why.empty()) unusable.message += "; " + error.why;
      keep(Severity::Error, std::move(unusable));
    }
    for (const Finding& finding : result.findings) {
      if (!finding.accepted.empty()) continue;
      const Rule& rule = context_.rules[finding.rule];
      keep(weight_of(finding, context_.fail_on),
           {place_of(finding, result), rule.id,
            fmt::format("{} ({}, at fault: {}; {})", finding.message,
                        name_of(finding.verdict), rule.at_fault,
                        place(result, finding.event.number))});
    }
  }

  void finish() override {
    for (const Severity weight : {Severity::Error, Severity::Warning, Severity::Note}) {
      const Kind& kind = kinds_[static_cast<std::size_t>(weight)];
      const bool cut = kind.seen > most_;
      const std::size_t shown = cut ? most_ - 1 : kind.kept.size();
      for (std::size_t i = 0; i < shown; ++i) sink_(write_(weight, kind.kept[i]));
      if (!cut) continue;
      Annotation rest;
      rest.title = "further findings";
      rest.message = fmt::format("{} further ones are not shown here", kind.seen - shown);
      sink_(write_(weight, rest));
    }
  }

 private:
  struct Kind {
    std::uint64_t seen = 0;
    std::vector<Annotation> kept;
  };

  void keep(Severity weight, Annotation annotation) {
    Kind& kind = kinds_[static_cast<std::size_t>(weight)];
    ++kind.seen;
    if (kind.kept.size() < most_) kind.kept.push_back(std::move(annotation));
  }

  const ReportContext context_;
  ReportSink sink_;
  LineWriter write_;
  std::size_t most_;
  std::array<Kind, 3> kinds_;  // by weight
};

}  // namespace

std::unique_ptr<Report> make_github_report(const ReportContext& context,
                                           ReportSink sink) {
  return std::make_unique<AnnotationReport>(context, std::move(sink), github_line,
                                            kMostAnnotations);
}

// A run shows all of them, but a log has to stay readable.
std::unique_ptr<Report> make_azure_report(const ReportContext& context, ReportSink sink) {
  constexpr std::size_t kMostIssues = 1000;
  return std::make_unique<AnnotationReport>(context, std::move(sink), azure_line,
                                            kMostIssues);
}

}  // namespace condis
