#ifndef TELL_PUT_H
#define TELL_PUT_H

#include "journal/journal.h"
#include "office.h"

/*
 * The parcel of what the county found about the households of the device's areas: shared keys of county scope that are
 * not kept with a reason, each with the records elsewhere. Of these only the village is said. A device that is revoked or held
 * is told nothing. 0 or -1.
 */
int tell_put(struct office *o, const unsigned char device[KEY_ID], struct buf *parcels, struct fault *f);

#endif
