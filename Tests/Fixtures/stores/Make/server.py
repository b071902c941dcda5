import http.server, json, zlib, struct, base64, sys
count = {}
def png(w, h, rgb):
    raw = b''.join(b'\0' + bytes(rgb) * w for _ in range(h))
    def chunk(t, d):
        c = struct.pack('>I', len(d)) + t + d
        return c + struct.pack('>I', zlib.crc32(t + d))
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, 2, 0, 0, 0)) + chunk(b'IDAT', zlib.compress(raw, 9)) + chunk(b'IEND', b'')
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        text = body.decode()
        name = 'wide' if 'wide' in text else 'plain'
        n = count[name] = count.get(name, 0) + 1
        size = (24, 16) if name == 'wide' and n == 1 else (16, 16)
        picture = png(*size, (40 * n % 256, 90 if name == 'wide' else 200, 120))
        answer = {'candidates': [{'content': {'role': 'model', 'parts': [{'inlineData': {'mimeType': 'image/png', 'data': base64.b64encode(picture).decode()}}]}, 'finishReason': 'STOP'}],
                  'usageMetadata': {'promptTokenCount': 5, 'candidatesTokenCount': 1120, 'totalTokenCount': 1125, 'candidatesTokensDetails': [{'modality': 'IMAGE', 'tokenCount': 1120}]},
                  'modelVersion': 'gemini-3-pro-image', 'responseId': f'{name}-{n}'}
        data = json.dumps(answer).encode()
        self.send_response(200); self.send_header('Content-Type', 'application/json'); self.send_header('Content-Length', str(len(data))); self.end_headers(); self.wfile.write(data)
        print(self.path, name, n, file=sys.stderr)
    def log_message(self, *a): pass
s = http.server.ThreadingHTTPServer(('127.0.0.1', 18089), H)
s.serve_forever()
