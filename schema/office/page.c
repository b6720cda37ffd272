#include "office/page.h"

#include <string.h>

#include "text.h"
#include "words.h"

static const char style[] =
	"body{font:10.5pt/1.5 'Noto Serif CJK SC','SimSun','Songti SC',serif;margin:0 auto;max-width:180mm;color:#000;background:#fff}"
	"body.wide{max-width:265mm}"
	"h1{font-size:18pt;text-align:center;margin:8mm 0 4mm}h2{font-size:13pt;margin:6mm 0 2mm;break-after:avoid}"
	"table{border-collapse:collapse;width:100%;margin:2mm 0}th,td{border:0.3mm solid #000;padding:1mm 1.5mm;text-align:left;vertical-align:top}"
	"th{font-weight:bold;background:#eee}td.n,th.n{text-align:right;white-space:nowrap}tr{break-inside:avoid}thead{display:table-header-group}"
	".wide table{font-size:6.8pt;line-height:1.35}.wide th.n{white-space:normal}.wide th,.wide td{padding:0.5mm 0.8mm;overflow-wrap:anywhere;min-width:1.6em}"
	".sign{margin:8mm 0 0}.sign span{display:inline-block;min-width:80mm;margin:4mm 4mm 0 0}"
	".f{display:inline-block;vertical-align:top;width:49%;margin:1mm 0}.small{font-size:8.5pt}.page{break-after:page}svg{width:100%;height:auto}svg text{font-size:11px}"
	"@media print{body{max-width:none}th{-webkit-print-color-adjust:exact;print-color-adjust:exact}}";

void
page_text(struct buf *out, const char *text)
{
	for (const char *at = text, *end = text + strlen(text); at < end;) {
		const char *from = at;
		const uint32_t cp = utf8_next(&at, end);
		if (cp == '&')
			buf_text(out, "&amp;");
		else if (cp == '<')
			buf_text(out, "&lt;");
		else if (cp == '>')
			buf_text(out, "&gt;");
		else if (cp == '"')
			buf_text(out, "&quot;");
		else if (cp == '\'')
			buf_text(out, "&#39;");
		else if (!char_plain(cp))
			buf_byte(out, ' ');
		else
			buf_add(out, from, (size_t)(at - from));
	}
}

void
page_begin(struct buf *out, const char *title, bool wide)
{
	buf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>",
		words_chinese() ? "zh-CN" : "en");
	page_text(out, title);
	buf_printf(out, "</title>\n<style>%s@page{size:A4%s;margin:12mm}</style>\n</head>\n<body%s>\n", style, wide ? " landscape" : "",
		wide ? " class=\"wide\"" : "");
	page_element(out, "h1", title);
}

void
page_element(struct buf *out, const char *tag, const char *text)
{
	buf_printf(out, "<%s>", tag);
	page_text(out, text);
	buf_printf(out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

void
page_end(struct buf *out)
{
	buf_text(out, "</body>\n</html>\n");
}
