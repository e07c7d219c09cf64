"""The pages behind citations, as a browser asks for them."""
