/* What leads to another part keeps what a review goes by. */
for (const link of document.querySelectorAll("a.part")) link.search = location.search;
