#include "model/proof_script.h"

#include <fmt/format.h>

#include "model/smt.h"

namespace condis {

std::map<std::string, Fields> records_of(const std::string& text) {
  z3::context z3;
  const z3::expr_vector all = z3.parse_string(
      (text + "(declare-fun |records| (Vc Party Census Scene Act Event Open) Bool)"
              "(declare-const v Vc)(declare-const p Party)(declare-const o Census)"
              "(declare-const s Scene)(declare-const a Act)(declare-const e Event)"
              "(declare-const f Open)(assert (|records| v p o s a e f))")
          .c_str());
  std::map<std::string, Fields> records;
  const z3::expr record = all[static_cast<int>(all.size()) - 1];
  for (unsigned i = 0; i < record.num_args(); ++i) {
    const z3::sort sort = record.arg(i).get_sort();
    Fields fields;
    for (const z3::func_decl& field : smt::RecordSort::of(sort).fields) {
      fields.emplace_back(field.name().str(), field.range().name().str());
    }
    records[sort.name().str()] = std::move(fields);
  }
  return records;
}

std::string denied(const std::string& formula) {
  return "(assert (not " + formula + "))";
}
std::string given(const std::string& formula) {
  return "(assert " + formula + ")";
}

std::string Script::record(const std::string& name, const std::string& sort) const {
  std::string declarations, arguments;
  for (const auto& [field, of] : records_.at(sort)) {
    declarations += fmt::format("(declare-const |{}.{}| {})", name, field, of);
    arguments += fmt::format(" |{}.{}|", name, field);
  }
  std::string constructor = sort;
  constructor[0] = static_cast<char>(constructor[0] - 'A' + 'a');
  return fmt::format("{}(define-fun {} () {} ({}{}))", declarations, name, sort,
                     constructor, arguments);
}

std::string Z3Session::eval(const std::string& text) {
  std::string answer = Z3_eval_smtlib2_string(context_, text.c_str());
  if (answer.find("(error") != std::string::npos) throw z3::exception(answer.c_str());
  return answer;
}

}  // namespace condis
