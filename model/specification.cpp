// Reads the catalogue out of the comments of the specification. Linear in the text.
// Tested by tests/model/specification_test.cpp.
#include "model/specification.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>

#include "model/embedded.h"
#include "model/suggest.h"
#include "model/text_file.h"

namespace condis {
namespace {

constexpr std::string_view kTags[] = {"rule",    "grade",   "not-visible", "title",
                                      "group",   "fault",   "severity",    "kind",
                                      "page",    "section", "quote",       "see",
                                      "reading", "implies", "message",     "reason"};

struct Block {
  std::map<std::string, std::string, std::less<>> tags;
  std::string where;  // FILE:LINE of its first line

  std::string get(std::string_view tag) const {
    const auto found = tags.find(tag);
    return found == tags.end() ? std::string() : found->second;
  }
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string strip(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::optional<Severity> find_severity(const std::string& name) {
  if (name == "error") return Severity::Error;
  if (name == "warning") return Severity::Warning;
  if (name == "note") return Severity::Note;
  return std::nullopt;
}

// The end of the S-expression that begins at `begin`, comments left out of the count.
std::size_t expression_end(std::string_view text, std::size_t begin) {
  int depth = 0;
  bool comment = false;
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') comment = false;
    if (c == ';') comment = true;
    if (comment) continue;
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) return i + 1;
  }
  return text.size();
}

// Walks one file line by line and calls back for every catalogue entry.
class CatalogueReader {
 public:
  CatalogueReader(const SpecificationText& file, std::vector<Rule>& rules,
                  std::vector<InvisibleRule>& invisible, std::vector<Check>& checks)
      : file_(file), rules_(rules), invisible_(invisible), checks_(checks) {}

  std::optional<Diagnostic> read() {
    const std::string_view text = file_.text;
    std::size_t begin = 0;
    for (line_ = 1; begin < text.size(); ++line_) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      if (auto wrong = read_line(text.substr(begin, end - begin), begin)) return wrong;
      begin = end + 1;
    }
    return finish_block("", 0);
  }

 private:
  Diagnostic wrong(std::string what, std::string help) const {
    return {
        fmt::format("{}:{}", file_.name, line_), std::move(what),
        "a rule is a catalogue entry (;; @rule ID, @title, @fault, @severity, @message, "
        "...) right above its define-fun",
        std::move(help)};
  }

  std::optional<Diagnostic> read_line(std::string_view line, std::size_t begin) {
    if (line.starts_with(";;")) return read_comment(line.substr(2));
    if (!block_) return std::nullopt;
    if (strip(line).empty() || line.starts_with(";")) {
      return block_->get("not-visible").empty() ? std::nullopt : finish_block("", begin);
    }
    if (!line.starts_with("(define-fun ")) {
      return wrong("a catalogue entry is not followed by a define-fun", "");
    }
    const std::string_view rest = line.substr(12);
    return finish_block(rest.substr(0, rest.find_first_of(" (")), begin);
  }

  std::optional<Diagnostic> read_comment(std::string_view comment) {
    const std::string text = strip(comment);
    if (!text.starts_with("@")) {
      if (block_ && !last_tag_.empty()) block_->tags[last_tag_] += " " + text;
      return std::nullopt;
    }
    const std::size_t blank = text.find(' ');
    const std::string tag =
        text.substr(1, blank == std::string::npos ? blank : blank - 1);
    if (std::find(std::begin(kTags), std::end(kTags), tag) == std::end(kTags)) {
      return wrong(fmt::format("unknown catalogue tag '@{}'", tag),
                   did_you_mean(tag, {std::begin(kTags), std::end(kTags)}));
    }
    if (tag == "rule" || tag == "grade" || tag == "not-visible") {
      if (auto error = finish_block("", 0)) return error;
      block_.emplace();
      block_->where = fmt::format("{}:{}", file_.name, line_);
    }
    if (!block_) return wrong(fmt::format("'@{}' stands outside an entry", tag), "");
    last_tag_ = tag;
    block_->tags[tag] = blank == std::string::npos ? "" : strip(text.substr(blank));
    return std::nullopt;
  }

  std::optional<Diagnostic> finish_block(std::string_view function, std::size_t begin) {
    if (!block_) return std::nullopt;
    const Block block = std::move(*block_);
    block_.reset();
    if (!block.get("not-visible").empty()) return add_invisible(block);
    if (function.empty()) {
      return wrong(fmt::format("the entry of '{}{}' has no define-fun", block.get("rule"),
                               block.get("grade")),
                   "");
    }
    return block.get("grade").empty() ? add_rule(block, function, begin)
                                      : add_grade(block, function);
  }

  std::optional<Diagnostic> add_invisible(const Block& block) {
    if (block.get("reason").empty()) {
      return wrong(fmt::format("'{}' has no @reason", block.get("not-visible")), "");
    }
    invisible_.push_back({block.get("not-visible"), block.get("group"),
                          block.get("title"), block.get("page"), block.get("quote"),
                          block.get("reason")});
    return std::nullopt;
  }

  std::optional<Diagnostic> add_rule(const Block& block, std::string_view function,
                                     std::size_t begin) {
    Rule rule;
    rule.id = block.get("rule");
    if (rule.id != function) {
      return wrong(
          fmt::format("entry '{}' stands above define-fun '{}'", rule.id, function),
          "give both the same name");
    }
    const auto same = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& other) {
      return other.id == rule.id;
    });
    if (same != rules_.end()) {
      return wrong(fmt::format("rule '{}' is already defined in {}:{}", rule.id,
                               same->file, same->line),
                   "choose another id");
    }
    const auto severity = find_severity(block.get("severity"));
    if (!severity) {
      return wrong(
          fmt::format("rule '{}' has severity '{}'", rule.id, block.get("severity")),
          "severities are error, warning and note");
    }
    for (const char* tag : {"title", "fault", "message"}) {
      if (block.get(tag).empty()) {
        return wrong(fmt::format("rule '{}' has no @{}", rule.id, tag), "");
      }
    }
    rule.severity = *severity;
    rule.title = block.get("title");
    rule.group = block.get("group");
    rule.at_fault = block.get("fault");
    rule.kind = block.get("kind");
    rule.page = block.get("page");
    rule.section = block.get("section");
    rule.quote = block.get("quote");
    rule.see_also = words_of(block.get("see"));
    rule.reading = block.get("reading");
    rule.message = block.get("message");
    rule.implies = words_of(block.get("implies"));
    rule.file = file_.name;
    rule.line = static_cast<int>(line_);
    rule.formula = file_.text.substr(begin, expression_end(file_.text, begin) - begin);
    checks_.push_back({rule.id, static_cast<std::uint32_t>(rules_.size()), rule.severity,
                       rule.message});
    rules_.push_back(std::move(rule));
    return std::nullopt;
  }

  std::optional<Diagnostic> add_grade(const Block& block, std::string_view function) {
    const std::string id = block.get("grade");
    const auto rule = std::find_if(rules_.begin(), rules_.end(),
                                   [&](const Rule& other) { return other.id == id; });
    const auto severity = find_severity(block.get("severity"));
    if (rule == rules_.end() || !severity ||
        function != id + "." + block.get("severity")) {
      return wrong(fmt::format("'{}' is no graded part of a rule before it", function),
                   "name it ID.SEVERITY, after rule ID, with '@severity SEVERITY'");
    }
    checks_.push_back({std::string(function),
                       static_cast<std::uint32_t>(rule - rules_.begin()), *severity,
                       block.get("message")});
    return std::nullopt;
  }

  const SpecificationText& file_;
  std::vector<Rule>& rules_;
  std::vector<InvisibleRule>& invisible_;
  std::vector<Check>& checks_;
  std::optional<Block> block_;
  std::string last_tag_;
  std::size_t line_ = 0;
};

// FNV-1a over names and texts: it only has to tell specifications apart.
std::string hash_of(const std::vector<SpecificationText>& texts) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const SpecificationText& file : texts) {
    for (const std::string& part : {file.name, file.text}) {
      for (const char c : part) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
      }
      hash = (hash ^ 0x100u) * 0x100000001b3u;
    }
  }
  return fmt::format("{:016x}", hash);
}

Result<std::vector<SpecificationText>> read_directory(const std::string& directory) {
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  for (std::filesystem::directory_iterator entry(directory, error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".smt2") paths.push_back(entry->path());
  }
  if (error || paths.empty()) {
    return Diagnostic{directory, "there is no specification here",
                      error ? error.message() : "the directory has no .smt2 files",
                      "--specs takes a directory with .smt2 files such as specs/"};
  }
  std::sort(paths.begin(), paths.end());
  std::vector<SpecificationText> texts;
  for (const auto& path : paths) {
    auto text = read_specification_text(path.string(), "the specification file");
    if (!text) return text.error();
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace

Result<SpecificationText> read_specification_text(const std::string& path,
                                                  std::string_view what) {
  auto text = read_text_file(path, what, 16);
  if (!text) return text.error();
  if (text->empty()) return unreadable(path, what, "it is empty");
  return SpecificationText{path, std::move(*text)};
}

Result<Specification> Specification::parse(std::vector<SpecificationText> texts) {
  Specification specification;
  specification.texts_ = std::move(texts);
  for (const SpecificationText& file : specification.texts_) {
    CatalogueReader reader(file, specification.rules_, specification.invisible_,
                           specification.checks_);
    if (auto wrong = reader.read()) return *wrong;
  }
  specification.hash_ = hash_of(specification.texts_);
  return specification;
}

std::string Specification::datatypes() const {
  std::string commands;
  for (const SpecificationText& file : texts_) {
    const std::string_view text = file.text;
    for (std::size_t at = text.find("(declare-datatypes"); at != text.npos;
         at = text.find("(declare-datatypes", at + 1)) {
      const std::string_view before = text.substr(0, at);
      const std::string_view line = before.substr(before.rfind('\n') + 1);
      if (line.find(';') != line.npos) continue;
      commands += text.substr(at, expression_end(text, at) - at);
      commands += '\n';
    }
  }
  return commands;
}

Result<Specification> Specification::load(const std::string& directory,
                                          const std::vector<std::string>& rule_files) {
  std::vector<SpecificationText> texts;
  if (directory.empty()) {
    for (const SpecificationFile& file : embedded_specification()) {
      texts.push_back({std::string(file.name), std::string(file.text)});
    }
  } else {
    auto read = read_directory(directory);
    if (!read) return read.error();
    texts = std::move(*read);
  }
  for (const std::string& path : rule_files) {
    auto text = read_specification_text(path, "the specification file");
    if (!text) return text.error();
    texts.push_back(std::move(*text));
  }
  auto specification = parse(std::move(texts));
  if (specification) specification->embedded_ = directory.empty() && rule_files.empty();
  return specification;
}

}  // namespace condis
