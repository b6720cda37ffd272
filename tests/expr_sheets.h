#ifndef EXPR_SHEETS_H
#define EXPR_SHEETS_H

/* The form that the expressions in tests read: households with members, their illnesses, and years of economy. */

static const char fixture_survey[] =
	"type,name,label,calculation,key\n"
	"begin_repeat,household,Household,,\n"
	"begin_group,about,About,,\n"
	"text,place,Place,,\n"
	"integer,heads,Heads,,\n"
	"decimal,area,Area,,\n"
	"date,visited,Visited,,\n"
	"select_one kind,kind,Kind,,\n"
	"text,must,Must,,\n"
	"text,nothing,Nothing,,\n"
	"text,secret,Secret,,\n"
	"calculate,derived,Derived,1,\n"
	"calculate,unset,Unset,1,\n"
	"end_group,,,,\n"
	"begin_repeat,member,Member,,\n"
	"begin_group,who,Who,,\n"
	"text,member_name,Name,,\n"
	"integer,age,Age,,\n"
	"select_multiple kind,kinds,Kinds,,\n"
	"date,born,Born,,\n"
	"decimal,pay,Pay,,\n"
	"end_group,,,,\n"
	"begin_repeat,illness,Illness,,\n"
	"begin_group,bills,Bills,,\n"
	"decimal,bill,Bill,,\n"
	"select_one kind,bill_kind,Kind,,\n"
	"end_group,,,,\n"
	"end_repeat,,,,\n"
	"end_repeat,,,,\n"
	"begin_repeat,economy,Economy,,year\n"
	"begin_group,money,Money,,\n"
	"integer,year,Year,,\n"
	"decimal,net,Net,,\n"
	"end_group,,,,\n"
	"end_repeat,,,,\n"
	"end_repeat,,,,\n"
	"begin_repeat,village,Village,,\n"
	"begin_group,roads,Roads,,\n"
	"integer,road_km,Roads,,\n"
	"end_group,,,,\n"
	"end_repeat,,,,\n";
static const char fixture_choices[] =
	"list_name,name,label::中文 (zh),label::English (en),region\nkind,a,甲,First,north\nkind,b,乙,Second,south\nkind,c,丙,Third,north\n";
static const char fixture_settings[] = "form_title,form_id,version\nTest,test,1\n";

#endif
