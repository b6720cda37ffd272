/* Numbers of identity cards. */
#include <string.h>

#include "date.h"
#include "num.h"
#include "office/roster_inside.h"

bool
roster_id_valid(const char *s, size_t n)
{
	static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int64_t year, month, day;
	int sum = 0;

	if (n != 18 || strspn(s, "0123456789") < 17)
		return false;
	for (int i = 0; i < 17; i++)
		sum += (s[i] - '0') * weights[i];
	if (s[17] != "10X98765432"[sum % 11])
		return false;
	return num_int(s + 6, 4, &year) == 0 && num_int(s + 10, 2, &month) == 0 && num_int(s + 12, 2, &day) == 0 &&
	       year > 0 && date_valid((int)year, (int)month, (int)day);
}
