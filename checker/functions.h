// Facts about the documented functions that the binder needs: who calls whom, and which
// call makes NDIS call which callback.
#pragma once

#include "model/event_class.h"
#include "model/record.h"
#include "model/vocabulary.h"

namespace condis {

// Only clients call it, or are called by it.
bool is_client_call(Function f);
// Only call managers, stand-alone or integrated, call it or are called by it.
bool is_manager_call(Function f);
// NDIS calls the driver.
bool is_callback(Function f);

// The record is without a handle or context that says whom such a call is about, or
// without the status that it returns.
bool lacks_arguments(const Record& record);

// The NDIS call that makes NDIS call `callback` on the same thread; Unknown if none.
Function cause_of(Function callback);

// Does the callback hand on the status that its cause was given?
bool echoes_status(Function callback);

Inside inside_of(Function callback);

}  // namespace condis
