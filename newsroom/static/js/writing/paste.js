// What comes from Word or from another page: its structure is kept, its looks are not.

const EMPHASIS = [["strong", /font-weight:\s*(bold|[6-9]00)/i], ["em", /font-style:\s*italic/i]];
const FURNITURE = "script, style, noscript, template, nav, form, iframe, [hidden]";
const NUMBERED = /^\s*(\d+|[a-z])[.)]/i;

/** The editor itself drops what it has no block for; here is told what it could not know. */
export function fromElsewhere(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll(FURNITURE).forEach((part) => part.remove());
  page.querySelectorAll("b[style*='font-weight:normal']").forEach(lift); // Google's wrapper
  page.querySelectorAll("span[style]").forEach(emphasize);
  lists(page);
  page.querySelectorAll("p:empty").forEach((part) => part.remove());
  return page.body.innerHTML;
}

function lift(part) {
  part.replaceWith(...part.childNodes);
}

/** Web word processors say bold and italic by styles alone. */
function emphasize(span) {
  const style = span.getAttribute("style"); // as text: the page's policy takes styles from what it parses
  for (const [tag, said] of EMPHASIS) {
    if (!said.test(style)) continue;
    const around = document.createElement(tag);
    around.append(...span.childNodes);
    span.append(around);
  }
}

/** Word writes lists as paragraphs with a bullet in them. */
function lists(page) {
  for (const first of page.querySelectorAll("p[class*='MsoListParagraph'], p[style*='mso-list']")) {
    if (!first.isConnected) continue;
    const list = page.createElement(NUMBERED.test(first.textContent) ? "ol" : "ul");
    first.before(list);
    for (let item = first; isItem(item); item = list.nextElementSibling) list.append(itemOf(page, item));
  }
}

const isItem = (part) => part?.matches("p[class*='MsoListParagraph'], p[style*='mso-list']");

function itemOf(page, paragraph) {
  const item = page.createElement("li");
  paragraph.querySelectorAll("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']").forEach((mark) => mark.remove());
  item.append(...paragraph.childNodes);
  item.innerHTML = item.innerHTML.replace(/^(\s|&nbsp;)*(·|•|o|§|\d+[.)]|[a-z][.)])(\s|&nbsp;)+/i, "");
  paragraph.remove();
  return item;
}
