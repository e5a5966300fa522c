(declare-datatype Vc ((vc)))
